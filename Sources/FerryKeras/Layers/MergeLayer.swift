internal import FerryCore

/// The layers that join several inputs element by element.
struct MergeLayer: KerasLayerCodec {
    let classNames: [String]
    private let operation: any Operator
    /// What the layer's own check allows.
    private let inputCounts: ClosedRange<Int>

    private init(_ operation: any Operator, inputCounts: ClosedRange<Int> = 1...Int.max - 1) {
        classNames = [operation.name]
        self.operation = operation
        self.inputCounts = inputCounts
    }

    static let add = MergeLayer(Add())
    static let subtract = MergeLayer(Subtract(), inputCounts: 2...2)
    static let multiply = MergeLayer(Multiply())
    static let average = MergeLayer(Average())
    static let maximum = MergeLayer(Maximum())
    static let minimum = MergeLayer(Minimum())

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        { [self] (inputs, builder) throws(FerryError) in
            guard inputCounts.contains(inputs.count) else {
                throw FerryError(
                    .malformed, "layer '\(builder.call.path)' (\(operation.name)) was called with a wrong number of inputs",
                    expected: inputCounts.upperBound == inputCounts.lowerBound ? "\(inputCounts.lowerBound)" : "1 or more",
                    found: "\(inputs.count)", at: Location(layer: builder.call.path))
            }
            return try builder.output(operation, try aligned(inputs, in: &builder))
        }
    }

    /// Keras `base_merge.py`: inputs of lower rank get axes of size 1 after the batch, where NumPy would put them before it.
    private func aligned(_ inputs: [ValueID], in builder: inout KerasModelBuilder) throws(FerryError) -> [ValueID] {
        let rank = inputs.map { builder.type(of: $0).shape.count }.max() ?? 0
        var aligned: [ValueID] = []
        for (index, input) in inputs.enumerated() {
            let shape = builder.type(of: input).shape
            guard shape.count < rank, let sizes = TensorType(Array(shape.dropFirst())).sizes() else {
                aligned.append(input)
                continue
            }
            let reshape = Reshape(shape: [Int](repeating: 1, count: rank - shape.count) + sizes)
            aligned.append(try builder.intermediate("aligned\(index)", reshape, [input]))
        }
        return aligned
    }
}

extension MergeLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard node.operation.name == operation.name else { return nil }
        let ranks = Set(node.inputs.map { $0?.shape.count ?? 0 })
        guard ranks.count == 1 else { throw node.unsupported("inputs of different ranks") }
        return KerasDescription(operation.name)
    }
}
