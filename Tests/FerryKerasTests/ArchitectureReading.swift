import FerryCore

@testable import FerryKeras

/// Graphs of architectures without weights.
enum ArchitectureReading {
    static func assemble(
        _ model: JSONValue, version: String? = nil, table: KerasLayerTable = .standard, inputShapes: [String: [Int]] = [:]
    ) throws(FerryError) -> ModelAssembler.Assembled {
        var options = ReadOptions()
        options.inputShapes = inputShapes
        let document = KerasDocument(model, at: KerasPlace(document: ""), version: version)
        return try ModelAssembler.assemble(
            ArchitectureDecoder.decode(document, table), document, format: "keras", options: options)
    }

    static func model(
        _ model: JSONValue, version: String? = nil, inputShapes: [String: [Int]] = [:]
    ) throws(FerryError) -> Model {
        try assemble(model, version: version, inputShapes: inputShapes).model
    }

    /// A Sequential model of an input of `shape`, which counts the batch, and these layers.
    static func sequential(_ shape: JSONValue, _ layers: [JSONValue]) -> JSONValue {
        let input = layer("InputLayer", ["name": "x", "batch_shape": shape, "dtype": "float32"])
        return [
            "module": "keras", "class_name": "Sequential", "config": ["name": "chain", "layers": .array([input] + layers)],
        ]
    }

    static func layer(_ className: String, _ config: JSONValue) -> JSONValue {
        ["module": "keras.layers", "class_name": .string(className), "config": config, "registered_name": nil]
    }

    /// A layer of a Functional model, called on the first outputs of others, in the style of Keras 3.
    static func called(_ className: String, _ config: JSONValue, on calls: [[String]]) -> JSONValue {
        let nodes = calls.map { inputs -> JSONValue in
            let tensors = inputs.map { tensor($0) }
            return ["args": [tensors.count == 1 ? tensors[0] : .array(tensors)], "kwargs": [:]]
        }
        return [
            "module": "keras.layers", "class_name": .string(className), "config": config, "registered_name": nil,
            "name": config["name"] ?? nil, "inbound_nodes": .array(nodes),
        ]
    }

    /// `dense`, or `dense@1` for the tensor of its second call.
    private static func tensor(_ reference: String) -> JSONValue {
        let parts = reference.split(separator: "@")
        let history: JSONValue = [.string(String(parts[0])), .integer(parts.count > 1 ? Int(parts[1]) ?? 0 : 0), 0]
        return ["class_name": "__keras_tensor__", "config": ["keras_history": history]]
    }

    static func functional(_ layers: [JSONValue], inputs: JSONValue, outputs: JSONValue, name: String = "graph") -> JSONValue {
        [
            "module": "keras.src.models.functional", "class_name": "Functional", "registered_name": "Functional",
            "config": ["name": .string(name), "layers": .array(layers), "input_layers": inputs, "output_layers": outputs],
        ]
    }

    static func input(_ name: String, _ size: Int) -> JSONValue {
        called("InputLayer", ["name": .string(name), "batch_shape": [nil, .integer(size)]], on: [])
    }
}
