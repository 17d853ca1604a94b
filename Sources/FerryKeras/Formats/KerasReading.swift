internal import FerryCore
internal import FerryHDF5

/// What all of Keras's formats do once they have a configuration.
struct KerasReading {
    let table: KerasLayerTable
    let format: FormatID
    let options: ReadOptions

    /// Reads the model that `document` describes.
    ///
    /// - Parameters:
    ///   - architecture: the file that holds the document, where it is not the file with the weights.
    ///   - bind: finds the weights.
    func model(
        _ document: KerasDocument, architecture: String? = nil, variables: OptimizerVariables?,
        _ bind: (inout WeightBinding) throws(FerryError) -> Void
    ) throws(FerryError) -> Imported {
        let assembled: ModelAssembler.Assembled
        do {
            assembled = try ModelAssembler.assemble(
                try ArchitectureDecoder.decode(document, table), document, format: format, options: options)
        } catch {
            throw error.at(Location(file: architecture))
        }
        var model = assembled.model
        var binding = WeightBinding(assembled.weights)
        try bind(&binding)
        var notices = assembled.notices + (try binding.apply(to: &model))
        let state = try TrainingReader.state(document, variables, assembled.weights, in: model, notices: &notices)
        return Imported(model: model, state: state, notices: notices)
    }

    /// The model that `document` describes, with weights as they are before training.
    func untrained(_ document: KerasDocument, seed: UInt64) throws(FerryError) -> Model {
        let assembled = try ModelAssembler.assemble(
            try ArchitectureDecoder.decode(document, table), document, format: format, options: options)
        var model = assembled.model
        var binding = WeightBinding(assembled.weights)
        let initial = InitialWeights(seed: seed)
        for (index, weight) in assembled.weights.weights.enumerated() {
            binding.bind(index, to: try initial.source(for: weight, index: index, of: model.layers[weight.layer]))
        }
        _ = try binding.apply(to: &model)
        return model
    }

    /// The model that `document` describes, with parameters that have a shape and no elements.
    func declared(_ document: KerasDocument) throws(FerryError) -> Model {
        let assembled = try ModelAssembler.assemble(
            try ArchitectureDecoder.decode(document, table), document, format: format, options: options)
        var model = assembled.model
        var binding = WeightBinding(assembled.weights)
        for (index, weight) in assembled.weights.weights.enumerated() {
            binding.bind(index, to: DeclaredTensor(weight.shape))
        }
        _ = try binding.apply(to: &model)
        // Also those that an operator sees under another shape.
        for weight in assembled.weights.weights {
            guard let id = weight.parameter, let shape = model.graph[id].type?.sizes() else { continue }
            model.parameters[id] = DeclaredTensor(shape)
        }
        return model
    }
}
