/// Inputs for comparing models where nobody gave any: uniform on [0, 1), the range of scaled pictures.
public enum RandomInputs {
    /// A tensor for each input of the graph, `[samples, …]`; the same for the same seed everywhere.
    ///
    /// - Throws: `mismatch` where an input leaves a size other than the batch open.
    public static func make(for graph: Graph, samples: Int, seed: UInt64) throws(FerryError) -> [String: Tensor<Float>] {
        var generator = SplitMix64(state: seed)
        var inputs: [String: Tensor<Float>] = [:]
        for id in graph.inputs {
            let value = graph[id]
            guard let type = value.type, let sizes = TensorType(Array(type.shape.dropFirst())).sizes() else {
                throw FerryError(
                    .mismatch, "the input '\(value.name)' leaves a size open", found: value.type?.description,
                    remedy: "give --input-shape \(value.name)=H,W,C")
            }
            let shape = type.shape.prefix(1).map { $0.size ?? samples } + sizes
            inputs[value.name] = Tensor(shape: shape, elements: (0..<shape.elementCount).map { _ in generator.unitFloat() })
        }
        return inputs
    }
}
