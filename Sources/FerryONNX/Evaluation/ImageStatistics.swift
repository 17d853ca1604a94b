internal import FerryCore

/// Operators that treat each channel, the second axis, for itself: normalisations and global pooling.
enum ImageStatistics {
    static let table: [String: ONNXDefinition] = [
        "BatchNormalization": .init(batchNormalization), "InstanceNormalization": .init(instanceNormalization),
        "GlobalAveragePool": .init { (call) throws(FerryError) in
            try pool(call) { plane in plane.reduce(0, +) / Double(plane.count) }
        },
        "GlobalMaxPool": .init { (call) throws(FerryError) in
            try pool(call) { plane in plane.reduce(-.infinity) { $0.isNaN || $0 > $1 ? $0 : $1 } }
        },
    ]

    /// `[batch, channels, …]`, seen as planes of `count` elements, one for each sample and channel.
    private struct Planes {
        let channels: Int
        let count: Int

        init(_ x: ONNXArray, _ call: ONNXCall) throws(FerryError) {
            guard x.rank >= 2 else { throw call.wrong(input: 0, expected: "a batch of channels") }
            channels = x.shape[1]
            count = Array(x.shape[2...]).elementCount
        }

        func channel(ofElement place: Int) -> Int { place / count % channels }
    }

    private static func pool(
        _ call: ONNXCall, _ function: (ArraySlice<Double>) -> Double
    ) throws(FerryError) -> [ONNXArray] {
        let x = try call.real(0)
        let planes = try Planes(x, call)
        guard planes.count > 0 else { throw call.wrong(input: 0, expected: "at least one element in each channel") }
        let shape = Array(x.shape[..<2]) + [Int](repeating: 1, count: x.rank - 2)
        return [
            try call.numbers(x.element, shape) {
                let numbers = x.numbers
                return (0..<shape.elementCount).map { function(numbers[($0 * planes.count)..<(($0 + 1) * planes.count)]) }
            }
        ]
    }

    @Sendable private static func batchNormalization(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        try call.expectInputs(5...5)
        let x = try call.real(0)
        let planes = try Planes(x.rank == 1 ? x.reshaped(to: x.shape + [1]) : x, call)
        for index in 1..<5 where try call.real(index).shape != [planes.channels] {
            throw call.wrong(input: index, expected: "[\(planes.channels)]")
        }
        let (scale, bias, mean, variance) = (try call.real(1), try call.real(2), try call.real(3), try call.real(4))
        let isTraining = try call.node.integer("training_mode", default: 0) != 0
        let momentum = try call.node.number("momentum", default: 0.9)
        let epsilon = try call.node.number("epsilon", default: 1e-5)
        guard isTraining || call.node.outputs.dropFirst().allSatisfy(\.isEmpty) else {
            throw call.wrong("has statistics as outputs, and is not in training mode")
        }
        guard !isTraining || x.count > 0 else { throw call.wrong(input: 0, expected: "at least one element") }
        let own = isTraining && call.isKnown ? statistics(x, planes) : (mean: mean.numbers, variance: variance.numbers)
        let normalized = try call.numbers(x.element, x.shape) {
            x.numbers.enumerated().map { place, value in
                let c = planes.channel(ofElement: place)
                return (value - own.mean[c]) / (own.variance[c] + epsilon).squareRoot() * scale.numbers[c] + bias.numbers[c]
            }
        }
        guard isTraining else { return [normalized] }
        let moving = { (old: ONNXArray, new: [Double]) throws(FerryError) in
            try call.numbers(old.element, old.shape) { zip(old.numbers, new).map { $0 * momentum + $1 * (1 - momentum) } }
        }
        return [normalized, try moving(mean, own.mean), try moving(variance, own.variance)]
    }

    /// Each channel's mean and variance over the batch and its plane; the variance divides by the count.
    private static func statistics(_ x: ONNXArray, _ planes: Planes) -> (mean: [Double], variance: [Double]) {
        let count = Double(x.count / planes.channels)
        var mean = [Double](repeating: 0, count: planes.channels)
        for (place, value) in x.numbers.enumerated() { mean[planes.channel(ofElement: place)] += value / count }
        var variance = [Double](repeating: 0, count: planes.channels)
        for (place, value) in x.numbers.enumerated() {
            let c = planes.channel(ofElement: place)
            variance[c] += (value - mean[c]) * (value - mean[c]) / count
        }
        return (mean, variance)
    }

    @Sendable private static func instanceNormalization(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        try call.expectInputs(3...3)
        let x = try call.real(0)
        let planes = try Planes(x, call)
        let (scale, bias) = (try call.real(1), try call.real(2))
        guard scale.shape == [planes.channels], bias.shape == [planes.channels] else {
            throw call.wrong(input: 1, expected: "[\(planes.channels)]")
        }
        let epsilon = try call.node.number("epsilon", default: 1e-5)
        return [
            try call.numbers(x.element, x.shape) {
                var numbers = x.numbers
                for start in stride(from: 0, to: numbers.count, by: max(planes.count, 1)) {
                    let plane = numbers[start..<start + planes.count]
                    let mean = plane.reduce(0, +) / Double(plane.count)
                    let variance = plane.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(plane.count)
                    let c = planes.channel(ofElement: start)
                    let factor = scale.numbers[c] / (variance + epsilon).squareRoot()
                    for index in plane.indices { numbers[index] = (plane[index] - mean) * factor + bias.numbers[c] }
                }
                return numbers
            }
        ]
    }
}
