internal import FerryCore

/// Reads a model's configuration, collecting all that is wrong with it.
struct ArchitectureDecoder {
    let table: KerasLayerTable
    let generation: KerasGeneration
    var layers: [KerasArchitecture.Layer] = []
    var problems: [FerryError] = []
    var usesMixedPrecision = false
    var notices: [String] = []
    /// Layers by the number that Keras gives to objects that stand in several places.
    var sharedLayers: [Int: Int] = [:]
    /// How many places each layer fills, with the layers inside it: models that hold each other's layers grow exponentially.
    var placeCounts: [Int] = []

    /// - Throws: all problems of the configuration in one error.
    static func decode(_ document: KerasDocument, _ table: KerasLayerTable) throws(FerryError) -> KerasArchitecture {
        var decoder = ArchitectureDecoder(table: table, generation: document.generation)
        let wrapper = document.model
        let className = wrapper["class_name"]?.string ?? ""
        let name = wrapper["config"]?["name"]?.string ?? "model"
        guard let kind = Self.networkKind(className), let config = wrapper["config"] else {
            throw decoder.notAModel(wrapper, at: document.place)
        }
        if let registered = wrapper["registered_name"]?.string, registered.contains(">") {
            throw decoder.notAModel(wrapper, at: document.place)
        }
        let network = decoder.network(kind, wrapper, named: name, at: document.place, prefix: "")
        if let error = FerryError.all(decoder.problems) { throw error }
        guard let network else { throw decoder.notAModel(wrapper, at: document.place) }
        if decoder.usesMixedPrecision {
            decoder.notices.append("layers compute in half precision in Keras; Ferry computes them in float32")
        }
        return KerasArchitecture(
            layers: decoder.layers, root: network, name: name, isTrainable: config["trainable"]?.bool ?? true,
            notices: decoder.notices)
    }

    static func networkKind(_ className: String) -> KerasArchitecture.Network.Kind? {
        switch className {
        case "Sequential": .sequential
        // Old versions of Keras call the functional model `Model`.
        case "Functional", "Model": .functional
        default: nil
        }
    }

    mutating func network(
        _ kind: KerasArchitecture.Network.Kind, _ wrapper: JSONValue, named name: String, at place: KerasPlace, prefix: String
    ) -> KerasArchitecture.Network? {
        switch kind {
        case .sequential: sequential(wrapper, named: name, at: place, prefix: prefix)
        case .functional: functional(wrapper, named: name, at: place, prefix: prefix)
        }
    }

    private func notAModel(_ wrapper: JSONValue, at place: KerasPlace) -> FerryError {
        let name = wrapper["registered_name"]?.string ?? wrapper["class_name"]?.string
        return FerryError(
            name == nil ? .malformed : .unsupported,
            name.map { "the model is of the class '\($0)', which Ferry does not support" }
                ?? "the configuration describes no model",
            expected: "class_name Sequential or Functional with a config", found: wrapper.excerpt, at: place.location(),
            remedy: name == nil
                ? nil : "build the model in Keras as a Sequential or Functional one, copy the weights, and save it")
    }
}
