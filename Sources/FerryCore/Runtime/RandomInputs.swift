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
            let batch = type.shape.first?.size ?? samples
            let shape = [batch] + sizes
            inputs[value.name] = Tensor(shape: shape, elements: (0..<shape.elementCount).map { _ in generator.unitFloat() })
        }
        return inputs
    }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
package struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    package init(state: UInt64) { self.state = state }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// Uniform on [0, 1), in steps of 2⁻²⁴.
    package mutating func unitFloat() -> Float { Float(next() >> 40) * 0x1p-24 }
}
