public import FerryCore

/// Where in a model its loss sits: on the logits where the model ends in the softmax or sigmoid that the loss undoes, as Keras has
/// it, else on the output.
public struct LossHead: Sendable {
    /// The value that the loss is a function of.
    public let value: ValueID
    public let function: LossFunction
    /// Elements of a sample: one for each class, or a single one for two classes.
    public let outputCount: Int

    /// - Parameter isFromLogits: whether the model's outputs are logits themselves.
    /// - Throws: `unsupported` where the model does not end in one row of numbers for each sample.
    public init(_ model: Model, _ loss: Loss, isFromLogits: Bool = false) throws(FerryError) {
        let graph = model.graph
        guard graph.outputs.count == 1, graph.inputs.count == 1, let shape = graph[graph.outputs[0]].type?.shape,
            shape.count == 2, let count = shape[1].size, count > 0
        else {
            throw FerryError(
                .unsupported, "the model cannot be trained as a classifier", expected: "one input, and one output batch×classes",
                found: "\(graph.inputs.count) inputs and the outputs "
                    + graph.outputs.map { "\(graph[$0].name) \(graph[$0].type?.description ?? "")" }.joined(separator: ", "))
        }
        let output = graph.outputs[0]
        let producer = graph.producer(of: output)
        if let producer, let input = producer.inputs.first, let input, Self.undoes(loss, producer.operation) {
            (value, function) = (input, LossFunction(loss, .logits))
        } else {
            (value, function) = (output, LossFunction(loss, isFromLogits ? .logits : .outputs))
        }
        outputCount = count
    }

    /// - Throws: `mismatch` where the data's pictures or classes are not those of the model.
    public func check(_ data: DataSet, _ model: Model) throws(FerryError) {
        let isBinary =
            outputCount == 1 && function.loss != .categoricalCrossentropy && function.loss != .sparseCategoricalCrossentropy
        let classCount = data.classNames.count
        guard outputCount == classCount || isBinary && classCount == 2 else {
            throw FerryError(
                .mismatch, "the model does not answer as many classes as the data has",
                expected: "\(outputCount == 1 ? 2 : outputCount) classes", found: "\(classCount) classes in \(data.name)",
                remedy: "train a model with \(classCount) outputs")
        }
        let input = model.graph.inputs[0]
        let expected = model.graph[input].type?.shape.dropFirst().map(\.size) ?? []
        guard expected == [data.height, data.width, data.channels] else {
            let sizes = expected.map { $0.map(String.init) ?? "?" }
            throw FerryError(
                .mismatch, "the pictures do not have the size that the model takes", expected: sizes.joined(separator: "×"),
                found: "\(data.height)×\(data.width)×\(data.channels) in \(data.name)",
                at: Location(layer: model.graph[input].name),
                remedy: "take a model for pictures of this size; a folder of pictures is stretched by "
                    + "--data FOLDER:\(sizes.joined(separator: "x"))")
        }
        guard data.count > 0 else {
            throw FerryError(.mismatch, "\(data.name) has no pictures", expected: "at least one", found: "0")
        }
    }

    private static func undoes(_ loss: Loss, _ operation: any Operator) -> Bool {
        switch loss {
        case .categoricalCrossentropy, .sparseCategoricalCrossentropy:
            (operation as? Softmax).map { $0.axis == -1 || $0.axis == 1 } ?? false
        case .binaryCrossentropy: (operation as? Activation)?.function == .sigmoid
        case .meanSquaredError: false
        }
    }
}
