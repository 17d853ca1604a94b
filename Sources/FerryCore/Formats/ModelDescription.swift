/// A model without its weights, in words that files of weights can carry beside them, so that such a file can be read alone.
public struct ModelDescription: Hashable, Sendable {
    public var name: String
    /// What ``Origin/framework`` says of ``configuration``.
    public var framework: String
    /// What ``Origin/configuration`` keeps.
    public var configuration: JSONValue
    /// Sizes of the inputs, without the batch, which a configuration may leave open.
    public var inputShapes: [String: [Int]] = [:]

    /// What is said of `model`.
    ///
    /// - Returns: nothing where no framework's configuration of it is known: only that describes a model.
    public init?(of model: Model) {
        guard let framework = model.origin.framework, let configuration = model.origin.configuration else { return nil }
        (name, self.framework, self.configuration) = (model.name, framework, configuration)
        for id in model.graph.inputs {
            let sizes = model.graph[id].type?.shape.dropFirst().map(\.size) ?? [nil]
            if !sizes.contains(nil) { inputShapes[model.graph[id].name] = sizes.compactMap(\.self) }
        }
    }

    /// A description as ``json`` writes it.
    ///
    /// - Throws: `malformed` where it is something else.
    public init(_ json: JSONValue) throws(FerryError) {
        guard let name = json["name"]?.string, let framework = json["framework"]?.string,
            let configuration = json["configuration"]
        else {
            throw FerryError(
                .malformed, "the description of the model is not one of Ferry's",
                expected: "an object with name, framework and configuration", found: json.kind)
        }
        (self.name, self.framework, self.configuration) = (name, framework, configuration)
        for (input, sizes) in json["inputs"]?.object?.members ?? [] {
            inputShapes[input] = sizes.array?.compactMap(\.integer) ?? []
        }
    }

    public var json: JSONValue {
        var inputs = JSONObject()
        for (name, sizes) in inputShapes.sorted(by: { $0.key < $1.key }) {
            inputs[name] = .array(sizes.map(JSONValue.integer))
        }
        return [
            "name": .string(name), "framework": .string(framework), "inputs": .object(inputs), "configuration": configuration,
        ]
    }
}
