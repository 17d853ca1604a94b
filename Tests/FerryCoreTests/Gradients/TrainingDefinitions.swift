import FerryCore

/// Definitions in float64 of what operators do in training, where that is not what they do at inference.
enum TrainingDefinitions {
    static func of(_ operation: any Operator) -> ([Tensor<Double>?]) -> Tensor<Double> {
        switch operation {
        case is BatchNormalization: { batchNormalization(operation as? BatchNormalization, $0) }
        default: operation.reference
        }
    }

    /// The first output of a model in training mode.
    static func run(_ model: Model, _ inputs: [String: Tensor<Float>]) throws -> [Double] {
        var values: [ValueID: Tensor<Double>] = [:]
        for (id, source) in model.parameters { values[id] = try source.loadDouble() }
        for id in model.graph.inputs { values[id] = inputs[model.graph[id].name].map { Tensor<Double>($0) } }
        for node in model.graph.nodes { values[node.output] = of(node.operation)(node.inputs.map { $0.flatMap { values[$0] } }) }
        return values[model.graph.outputs[0]]?.elements ?? []
    }

    /// Operators whose output in training is random: they have tests of their own.
    static let random: Set<String> = ["Dropout"]

    /// The operator with the batch's own statistics in place of the moving ones.
    private static func batchNormalization(
        _ operation: BatchNormalization?, _ inputs: [Tensor<Double>?]
    ) -> Tensor<Double> {
        guard let operation, let x = inputs[0] else { preconditionFailure("an absent input") }
        let (mean, variance) = moments(x)
        return operation.reference([x, inputs[1], inputs[2], mean, variance])
    }

    /// The mean and the biased variance of each channel.
    static func moments(_ x: Tensor<Double>) -> (mean: Tensor<Double>, variance: Tensor<Double>) {
        let channels = x.shape[x.shape.count - 1]
        let rows = Double(x.count / channels)
        var mean = Tensor<Double>(repeating: 0, shape: [channels])
        var variance = mean
        for (index, element) in x.elements.enumerated() { mean.elements[index % channels] += element / rows }
        for (index, element) in x.elements.enumerated() {
            let difference = element - mean.elements[index % channels]
            variance.elements[index % channels] += difference * difference / rows
        }
        return (mean, variance)
    }
}
