internal import FerryCore

/// Puts together what a file says of training.
enum TrainingReader {
    /// Nothing where the model was not compiled.
    static func state(
        _ document: KerasDocument, _ variables: OptimizerVariables?, _ tree: WeightTree, in model: Model,
        notices: inout [String]
    ) throws(FerryError) -> TrainingState? {
        // Keras 3.15 writes an empty object where a model was not compiled.
        let isCompiled = document.training?.object?.names.isEmpty == false
        let configuration: JSONValue? = isCompiled ? document.training : .none
        let trained = tree.trainedWeights.map { index in
            let weight = tree.weights[index]
            return (name: weight.parameter.map { model.graph[$0].name } ?? weight.name, shape: weight.shape)
        }
        let description = OptimizerDescription(training: configuration)
        let optimizer = try variables?.state(description, trained: trained, notices: &notices)
        guard configuration != nil || optimizer != nil else { return nil }
        return TrainingState(configuration: configuration, optimizer: optimizer)
    }
}
