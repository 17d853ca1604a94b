internal import FerryCore

/// Pad.
enum Padding {
    static let table: [String: ONNXDefinition] = ["Pad": .init(pad)]

    private enum Mode: String {
        case constant, reflect, edge, wrap

        /// The element of an axis of `size` that stands at `position`, which may be outside; nothing for the constant.
        func source(_ position: Int, size: Int) -> Int? {
            if (0..<size).contains(position) { return position }
            switch self {
            case .constant: return nil
            case .edge: return position < 0 ? 0 : size - 1
            case .wrap: return (position % size + size) % size
            case .reflect:
                // The axis is walked to and fro; its ends are not repeated.
                let period = max(1, 2 * (size - 1))
                let place = (position % period + period) % period
                return place < size ? place : period - place
            }
        }
    }

    /// Larger margins are no network's, and sums of smaller ones do not overflow.
    private static let marginLimit: UInt = 1 << 40

    @Sendable private static func pad(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        guard let mode = Mode(rawValue: try call.node.text("mode", default: "constant")) else {
            throw .attribute("mode", of: call.node, expected: "constant, reflect, edge or wrap")
        }
        let axes = try call.axes(try call.integers(3) ?? Array(x.shape.indices), rank: x.rank)
        guard let pads = try call.integers(1), pads.count == 2 * axes.count, pads.allSatisfy({ $0.magnitude <= marginLimit })
        else {
            throw call.wrong(input: 1, expected: "\(2 * axes.count) margins of at most \(marginLimit)")
        }
        if let value = call.optional(2), !value.isScalar || value.element != x.element {
            throw call.wrong(input: 2, expected: "a scalar of \(x.element.rawValue)")
        }
        var starts = [Int](repeating: 0, count: x.rank)
        var shape = x.shape
        for (index, axis) in axes.enumerated() {
            starts[axis] = pads[index]
            shape[axis] += pads[index] + pads[index + axes.count]
            guard mode == .constant || x.shape[axis] > 0 || shape[axis] == 0 else {
                throw call.wrong("has nothing to repeat", found: "\(x.shape)")
            }
        }
        let (sizes, before) = (shape, starts)
        return [try call.picking(x, sizes, fill: call.optional(2)) { places(x.shape, sizes, before, mode) }]
    }

    private static func places(_ input: [Int], _ output: [Int], _ before: [Int], _ mode: Mode) -> [Int] {
        let strides = input.rowMajorStrides
        let sources = input.indices.map { axis in
            (0..<output[axis]).map {
                mode.source($0 - before[axis], size: input[axis]).map { [stride = strides[axis]] in $0 * stride }
            }
        }
        // -1 is the constant.
        return sources.reduce([0]) { places, axis in
            places.flatMap { place in axis.map { $0.map { place < 0 ? -1 : place + $0 } ?? -1 } }
        }
    }
}
