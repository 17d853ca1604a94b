/// Checks the tensors that a model is to be run on.
package enum ModelInputs {
    /// The batch size: what all inputs agree on that leave it open, or what the graph is made for.
    ///
    /// - Throws: `mismatch` where an input is missing, unknown, of another shape, or of another batch than the rest.
    package static func batch<Scalar>(of inputs: [String: Tensor<Scalar>], for graph: Graph) throws(FerryError) -> Int {
        let names = graph.inputs.map { graph[$0].name }
        for name in inputs.keys.sorted() where !names.contains(name) {
            throw FerryError(
                .mismatch, "the model has no input named '\(name)'", expected: names.joined(separator: ", "), found: name,
                remedy: Suggestion.nearest(to: name, among: names).map { "name it '\($0)'" })
        }
        var batch: Int?
        for id in graph.inputs {
            let value = graph[id]
            guard let tensor = inputs[value.name] else {
                throw FerryError(
                    .mismatch, "the input '\(value.name)' is missing", expected: value.type?.description,
                    found: inputs.isEmpty ? "no inputs" : inputs.keys.sorted().joined(separator: ", "))
            }
            let size = graph.isBatched(id) ? tensor.shape.first : nil
            guard fits(tensor.shape, value.type?.shape ?? []), batch == nil || size == nil || batch == size else {
                throw FerryError(
                    .mismatch, "the input '\(value.name)' has the wrong shape", expected: value.type?.description,
                    found: "\(tensor.shape)\(batch.map { " beside a batch of \($0)" } ?? "")")
            }
            batch = batch ?? size
        }
        return batch ?? graph.fixedBatch ?? 1
    }

    private static func fits(_ sizes: [Int], _ shape: [Dimension]) -> Bool {
        sizes.count == shape.count && zip(sizes, shape).allSatisfy { $1.size == nil || $1.size == $0 }
    }
}
