internal import FerryCore

/// Resize, axis after axis.
enum Resizing {
    static let table: [String: ONNXDefinition] = ["Resize": .init(resize)]

    @Sendable private static func resize(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.real(0)
        let axes = try ResizedAxis.all(of: x.shape, call)
        let sampling = try Resampling(call.node)
        let shape = axes.map(\.output)
        try call.check(shape)
        guard x.isKnown else { return [ONNXArray(x.element, shape: shape)] }
        var (numbers, sizes) = (x.numbers, x.shape)
        var isOutside = [Bool](repeating: false, count: shape.elementCount)
        for (index, axis) in axes.enumerated() where axis.changes || sampling.transformation == .cropAndResize {
            let samples = (0..<axis.output).map { sampling.sample(axis, at: $0) }
            var next = sizes
            next[index] = axis.output
            try call.check(next)
            numbers = apply(samples, to: numbers, sizes, axis: index)
            sizes = next
            let stride = shape.rowMajorStrides[index]
            for place in isOutside.indices where samples[place / stride % axis.output].isOutside { isOutside[place] = true }
        }
        let filling = sampling.extrapolation
        return [
            ONNXArray(x.element, shape: shape, numbers: zip(numbers, isOutside).map { $1 ? filling : $0 })
        ]
    }

    private static func apply(
        _ samples: [Resampling.Sample], to numbers: [Double], _ sizes: [Int], axis: Int
    ) -> [Double] {
        let inner = Array(sizes[(axis + 1)...]).elementCount
        let size = sizes[axis]
        var result: [Double] = []
        for outer in 0..<Array(sizes[..<axis]).elementCount {
            for sample in samples {
                for place in 0..<inner {
                    let sum = sample.weights.reduce(0) { $0 + $1.weight * numbers[(outer * size + $1.place) * inner + place] }
                    result.append(sum)
                }
            }
        }
        return result
    }
}

/// One axis of a tensor that is resized.
struct ResizedAxis {
    let input: Int
    let output: Int
    let scale: Double
    /// The part of the axis to take, where a crop is asked for.
    let region: (start: Double, end: Double)

    var changes: Bool { scale != 1 || input != output }

    /// What a node does to each axis of `shape`.
    static func all(of shape: [Int], _ call: ONNXCall) throws(FerryError) -> [ResizedAxis] {
        let axes = try call.axes(try call.node.integers("axes") ?? Array(shape.indices), rank: shape.count)
        guard shape.allSatisfy({ $0 > 0 }) else { throw call.wrong(input: 0, expected: "sizes of at least 1") }
        let region = try call.numbers(1).flatMap { $0.isEmpty ? nil : $0 }
        let isCropped = try call.node.text("coordinate_transformation_mode", default: "") == "tf_crop_and_resize"
        guard region?.count ?? 2 * axes.count == 2 * axes.count, region != nil || !isCropped else {
            throw call.wrong(input: 1, expected: "\(2 * axes.count) numbers")
        }
        let (scales, sizes) = try targets(shape, axes, call)
        var all = shape.map { ResizedAxis(input: $0, output: $0, scale: 1, region: (0, 1)) }
        for (index, axis) in axes.enumerated() {
            let (start, end) = (region?[index] ?? 0, region?[index + axes.count] ?? 1)
            all[axis] = ResizedAxis(input: shape[axis], output: sizes[index], scale: scales[index], region: (start, end))
        }
        return all
    }

    private static func targets(
        _ shape: [Int], _ axes: [Int], _ call: ONNXCall
    ) throws(FerryError) -> (scales: [Double], sizes: [Int]) {
        let scales = try call.numbers(2).flatMap { $0.isEmpty ? nil : $0 }
        let sizes = try call.integers(3).flatMap { $0.isEmpty ? nil : $0 }
        guard (scales == nil) != (sizes == nil), (scales?.count ?? sizes?.count) == axes.count else {
            throw call.wrong("wants scales or sizes", expected: "\(axes.count) of one of them")
        }
        if let scales {
            guard scales.allSatisfy({ $0 > 0 && $0 <= 0x1p24 }) else { throw call.wrong(input: 2, expected: "scales above 0") }
            return (scales, zip(axes, scales).map { Int((Double(shape[$0]) * $1).rounded(.down)) })
        }
        guard var sizes, sizes.allSatisfy((1...WindowAttributes.limit * 4).contains) else {
            throw call.wrong(input: 3, expected: "sizes above 0")
        }
        var factors = zip(axes, sizes).map { Double($1) / Double(shape[$0]) }
        let policy = try call.node.text("keep_aspect_ratio_policy", default: "stretch")
        guard ["stretch", "not_larger", "not_smaller"].contains(policy) else {
            throw .attribute("keep_aspect_ratio_policy", of: call.node, expected: "stretch, not_larger or not_smaller")
        }
        if policy != "stretch", let common = policy == "not_larger" ? factors.min() : factors.max() {
            factors = factors.map { _ in common }
            sizes = axes.map { Int((common * Double(shape[$0]) + 0.5).rounded(.down)) }
        }
        return (factors, sizes)
    }
}
