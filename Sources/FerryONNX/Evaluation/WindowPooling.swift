internal import FerryCore

/// MaxPool and AveragePool over any number of axes.
enum WindowPooling {
    static let table: [String: ONNXDefinition] = ["MaxPool": .init(maxPool), "AveragePool": .init(averagePool)]

    private static func windows(_ x: ONNXArray, _ call: ONNXCall) throws(FerryError) -> Windows {
        guard x.rank >= 3 else { throw call.wrong(input: 0, expected: "[batch, channels, sizes…]") }
        guard let kernel = try call.node.integers("kernel_shape", count: x.rank - 2) else {
            throw .attribute("kernel_shape", of: call.node, expected: "\(x.rank - 2) sizes")
        }
        let roundsUp = try call.node.integer("ceil_mode", default: 0) != 0
        let windows = try Windows(call, input: Array(x.shape[2...]), kernel: kernel, roundsUp: roundsUp)
        for axis in kernel.indices {
            let extent = (kernel[axis] - 1) * windows.dilations[axis] + 1
            guard max(windows.before[axis], windows.after[axis]) < extent else {
                throw .attribute("pads", of: call.node, expected: "margins smaller than the window")
            }
        }
        return windows
    }

    @Sendable private static func averagePool(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.real(0)
        let windows = try windows(x, call)
        let countsMargins = try call.node.integer("count_include_pad", default: 0) != 0
        let shape = Array(x.shape[..<2]) + windows.output
        return [
            try call.numbers(x.element, shape) {
                let (planes, size) = (x.shape[0] * x.shape[1], windows.input.elementCount)
                let count = windows.output.elementCount
                var averages = [Double](repeating: 0, count: planes * count)
                let numbers = x.numbers
                for position in 0..<count {
                    let taps = windows.taps(at: position)
                    let divisor = Double(countsMargins ? windows.paddedCount(at: position) : taps.count)
                    for plane in 0..<planes {
                        let sum = taps.reduce(0) { $0 + numbers[plane * size + $1.input] }
                        averages[plane * count + position] = sum / divisor
                    }
                }
                return averages
            }
        ]
    }

    /// The second output is where each largest element lies in the whole input.
    @Sendable private static func maxPool(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        let windows = try windows(x, call)
        let isColumnMajor = try call.node.integer("storage_order", default: 0) != 0
        let shape = Array(x.shape[..<2]) + windows.output
        try call.check(shape)
        guard call.isKnown else { return [ONNXArray(x.element, shape: shape), ONNXArray(.int64, shape: shape)] }
        let places = x.element.isFloatingPoint ? largest(x.numbers, x, windows) : largest(x.integers, x, windows)
        let values = try call.picking(x, shape) { places }
        let size = windows.input.elementCount
        let indices = places.map { place in
            guard isColumnMajor else { return place }
            let coordinates = windows.input.coordinates(ofElement: place % size)
            let inPlane = coordinates.indices.reversed().reduce(0) { $0 * windows.input[$1] + coordinates[$1] }
            return place / size * size + inPlane
        }
        return [values, ONNXArray(.int64, shape: shape, integers: indices)]
    }

    /// Where the largest element of each window lies; the first of equal ones, and any that is not a number.
    private static func largest<Scalar: Comparable>(_ values: [Scalar], _ x: ONNXArray, _ windows: Windows) -> [Int] {
        let (planes, size) = (x.shape[0] * x.shape[1], windows.input.elementCount)
        let count = windows.output.elementCount
        var places = [Int](repeating: 0, count: planes * count)
        for position in 0..<count {
            let taps = windows.taps(at: position)
            for plane in 0..<planes {
                var best = plane * size + taps[0].input
                for tap in taps.dropFirst()
                where !(values[plane * size + tap.input] <= values[best]) && values[best] == values[best] {
                    best = plane * size + tap.input
                }
                places[plane * count + position] = best
            }
        }
        return places
    }
}
