internal import FerryCore

/// Operators that take some of the elements.
enum Selections {
    static let table: [String: ONNXDefinition] = ["Gather": .init(gather), "Slice": .init(slice), "Where": .init(choose)]

    @Sendable private static func gather(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        guard let indices = try call.integers(1) else { throw call.wrong("lacks its indices") }
        let axis = try call.axis(try call.node.integer("axis", default: 0), rank: x.rank)
        let size = x.shape[axis]
        var rows: [Int] = []
        for index in indices {
            guard (-size..<size).contains(index) else {
                throw call.wrong("takes an element that its input does not have", expected: "one of \(size)", found: "\(index)")
            }
            rows.append(index < 0 ? index + size : index)
        }
        let (before, after) = (Array(x.shape[..<axis]), Array(x.shape[(axis + 1)...]))
        let block = after.elementCount
        return [
            try call.picking(x, before + (call.optional(1)?.shape ?? []) + after) {
                var places: [Int] = []
                for outer in 0..<before.elementCount {
                    for row in rows {
                        let start = (outer * size + row) * block
                        places.append(contentsOf: start..<start + block)
                    }
                }
                return places
            }
        ]
    }

    @Sendable private static func slice(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        guard let starts = try call.integers(1), let ends = try call.integers(2) else { throw call.wrong("lacks its bounds") }
        let axes = try call.axes(try call.integers(3) ?? Array(starts.indices), rank: x.rank)
        let steps = try call.integers(4) ?? [Int](repeating: 1, count: starts.count)
        guard [ends.count, axes.count, steps.count].allSatisfy({ $0 == starts.count }) else {
            throw call.wrong("has bounds of different counts", expected: "\(starts.count) of each")
        }
        var shape = x.shape
        var strides = x.shape.rowMajorStrides
        var offset = 0
        for (index, axis) in axes.enumerated() {
            guard steps[index] != 0 else { throw call.wrong("has a step of 0") }
            let (first, count) = range(starts[index], ends[index], steps[index], size: x.shape[axis])
            offset += first * strides[axis]
            shape[axis] = count
            // With a step beyond the axis there is one element, and no stride to speak of.
            strides[axis] = count > 1 ? strides[axis] * steps[index] : 0
        }
        let (sizes, steppedStrides, origin) = (shape, strides, offset)
        return [
            try call.picking(x, sizes) { StridedOffsets(shape: sizes, strides: steppedStrides).map { $0 + origin } }
        ]
    }

    /// The first element of a slice of an axis and how many there are; bounds beyond the axis are moved to its ends.
    private static func range(_ start: Int, _ end: Int, _ step: Int, size: Int) -> (first: Int, count: Int) {
        guard size > 0 else { return (0, 0) }
        func counted(_ bound: Int) -> Int { bound < 0 ? bound + size : bound }
        let first = min(max(counted(start), 0), step > 0 ? size : size - 1)
        let last = min(max(counted(end), step > 0 ? 0 : -1), size)
        let distance = step > 0 ? last - first : first - last
        guard distance > 0 else { return (0, 0) }
        return (first, Int((UInt(distance) - 1) / step.magnitude) + 1)
    }

    @Sendable private static func choose(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        try call.expectInputs(3...3)
        let (condition, x, y) = (try call.input(0), try call.input(1), try call.input(2))
        guard condition.element == .bool else { throw call.wrong(input: 0, expected: "bool") }
        try call.expectOneType([x, y])
        let shape = try call.broadcast([condition.shape, x.shape, y.shape])
        let places = { (condition.places(broadcastTo: shape), x.places(broadcastTo: shape), y.places(broadcastTo: shape)) }
        func choices<Scalar>(_ first: [Scalar], _ second: [Scalar]) -> [Scalar] {
            let (tests, ofX, ofY) = places()
            return tests.indices.map { condition.integers[tests[$0]] != 0 ? first[ofX[$0]] : second[ofY[$0]] }
        }
        guard x.element.isFloatingPoint else {
            return [try call.integers(x.element, shape) { choices(x.integers, y.integers) }]
        }
        return [try call.numbers(x.element, shape) { choices(x.numbers, y.numbers) }]
    }
}
