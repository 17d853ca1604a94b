internal import FerryCore

/// What ONNX has no place for and the model's framework needs back: its own description of the model and of its training.
///
/// It travels as JSON under one key of the file's metadata, and says nothing of what the graph computes.
struct CarriedOrigin {
    static let key = "ferry.origin"

    var framework: String?
    var configuration: JSONValue?
    /// Optimizer, loss and metrics.
    var training: JSONValue?
    /// Names of parameters that training leaves alone, beyond those that no operator trains.
    var frozen: [String]

    init(_ model: Model, _ state: TrainingState?) {
        framework = model.origin.framework
        configuration = model.origin.configuration
        training = state?.configuration
        let states = model.graph.nodes.flatMap { node in
            node.inputs.indices.filter { node.operation.role(ofInput: $0).kind == .state }.compactMap { node.inputs[$0] }
        }
        frozen = model.frozen.subtracting(states).map { model.graph[$0].name }.sorted()
    }

    /// Nothing where the text is not of this form.
    init?(_ text: String) {
        guard let document = (try? JSONParser.parse(text))?.object else { return nil }
        framework = document["framework"]?.string
        configuration = document["configuration"]
        training = document["training"]
        frozen = document["frozen"]?.array?.compactMap(\.string) ?? []
    }

    /// Nothing where there is nothing to carry.
    var text: String? {
        var document = JSONObject()
        document["framework"] = framework.map(JSONValue.string)
        document["configuration"] = configuration
        document["training"] = training
        if !frozen.isEmpty { document["frozen"] = .array(frozen.map(JSONValue.string)) }
        return document.names.isEmpty ? nil : JSONValue.object(document).text()
    }

    /// Gives a model that was read from the file what its framework said of it.
    func restore(_ model: inout Model) {
        model.origin.framework = framework
        model.origin.configuration = configuration
        model.frozen.formUnion(frozen.compactMap { model.graph.value(named: $0) }.filter { model.parameters[$0] != nil })
    }
}
