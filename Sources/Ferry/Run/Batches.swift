internal import FerryCore

/// Samples cut into batches, so that memory does not grow with their number.
struct Batches {
    let sampleCount: Int
    private let inputs: [String: Tensor<Float>]
    /// The inputs that are cut; the others are the same for all samples.
    private let cut: Set<String>
    private let batchSize: Int

    /// - Throws: `mismatch` where the inputs disagree on the number of samples, or it is no multiple of the model's fixed batch.
    init(of inputs: [String: Tensor<Float>], for model: Model, atMost limit: Int) throws(FerryError) {
        let graph = model.graph
        let sizes = graph.inputs.map { graph[$0].type?.shape.first }
        let isOneBatch = graph.fixedBatch != nil && Set(sizes).count > 1
        let whole = graph.inputs.filter { isOneBatch || graph.fixedBatch == nil && !graph.isBatched($0) }.map { graph[$0].name }
        cut = Set(inputs.keys).subtracting(whole)
        let counts = inputs.filter { [cut] in cut.contains($0.key) }.mapValues { $0.shape.first ?? 1 }
        sampleCount = counts.values.first ?? graph.fixedBatch ?? 1
        guard counts.values.allSatisfy({ [sampleCount] in $0 == sampleCount }) else {
            throw FerryError(
                .mismatch, "the inputs disagree on the number of samples", expected: "equal first sizes",
                found: counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        }
        if let fixed = graph.fixedBatch, sampleCount != fixed, fixed < 1 || !sampleCount.isMultiple(of: fixed) {
            throw FerryError(
                .mismatch, "the model takes a fixed batch of \(fixed)", expected: "a multiple of \(fixed) samples",
                found: "\(sampleCount)")
        }
        self.inputs = inputs
        // An output that is no batch cannot be put together from parts.
        let canCut = graph.outputs.allSatisfy(graph.isBatched)
        batchSize = max(1, graph.fixedBatch ?? (canCut ? limit : sampleCount))
    }

    /// Computes batch after batch and puts the values of each name together, `[samples, …]`.
    func collect<Scalar>(
        _ names: [String], _ progress: Progress,
        _ compute: ([String: Tensor<Float>]) throws(FerryError) -> [String: Tensor<Scalar>]
    ) throws(FerryError) -> [(name: String, tensor: Tensor<Scalar>)] {
        var shapes: [String: [Int]] = [:]
        var elements: [String: [Scalar]] = [:]
        var start = 0
        repeat {
            progress("running", Double(start) / Double(max(1, sampleCount)))
            let range = start..<min(start + batchSize, sampleCount)
            let values = try compute(
                Dictionary(uniqueKeysWithValues: inputs.map { ($0, cut.contains($0) ? $1.samples(range) : $1) }))
            for name in names {
                guard let value = values[name] else { continue }
                elements[name, default: []] += value.elements
                // What comes once is as it is, a scalar too.
                guard let shape = shapes[name] else {
                    shapes[name] = value.shape
                    continue
                }
                shapes[name] = [(shape.first ?? 1) + (value.shape.first ?? 1)] + shape.dropFirst()
            }
            start = range.upperBound
        } while start < sampleCount
        progress("running", 1)
        return names.compactMap { name in
            guard let shape = shapes[name], let elements = elements[name] else { return nil }
            return (name, Tensor(shape: shape, elements: elements))
        }
    }
}

extension Tensor {
    /// The part of the first axis that `range` covers.
    fileprivate func samples(_ range: Range<Int>) -> Tensor {
        let size = shape.dropFirst().reduce(1, *)
        return Tensor(
            shape: [range.count] + shape.dropFirst(),
            elements: Array(elements[range.lowerBound * size..<range.upperBound * size]))
    }
}
