/// Gives one model's inputs to another: by name, else by position.
enum InputMatch {
    /// - Parameter names: the reference's input names, in order.
    /// - Throws: `mismatch` where the numbers of inputs differ.
    static func inputs(
        _ inputs: [String: Tensor<Float>], ordered names: [String], for graph: Graph
    ) throws(FerryError) -> [String: Tensor<Float>] {
        let wanted = graph.inputs.map { graph[$0].name }
        if Set(wanted) == Set(inputs.keys) { return inputs }
        guard wanted.count == names.count else {
            throw FerryError(
                .mismatch, "the two models take different inputs", expected: names.joined(separator: ", "),
                found: wanted.joined(separator: ", "))
        }
        var renamed: [String: Tensor<Float>] = [:]
        for (old, new) in zip(names, wanted) { renamed[new] = inputs[old] }
        return renamed
    }
}
