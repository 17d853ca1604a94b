internal import FerryCore

/// Brings what a Functional model says of its calls into the style of a generation of Keras.
///
/// Keras 2 writes `[["layer", node, tensor, {keywords}], …]` for a call, Keras 3 its arguments with tensors as objects in them. They
/// count the calls of nested models differently: see ``FunctionalResolver``.
struct NodeRestyling {
    private let path: String
    private let source: KerasGeneration
    private let target: KerasGeneration
    private let shapes: CallShapes
    /// How often each nested model is called.
    private var callCounts: [String: Int] = [:]
    private var functionals: Set<String> = []
    private var inputShapes: [String: JSONValue] = [:]
    /// Whether a layer is called several times, so that no order of layers is one of calls.
    private var sharesLayers = false
    /// Layers that become models.
    private var growing: Set<String> = []
    private let names: [String: String]

    /// - Parameters:
    ///   - names: layers that get new names.
    ///   - path: what stands before the layers' names in the source.
    init(
        _ layers: [JSONValue], _ names: [String: String], path: String, source: KerasGeneration, target: KerasGeneration,
        shapes: CallShapes
    ) {
        self.names = names
        self.path = path
        self.target = target
        self.shapes = shapes
        var style: KerasGeneration?
        for layer in layers {
            let nodes = layer["inbound_nodes"]?.array ?? []
            if let first = nodes.first, style == nil { style = first.object == nil ? source : .keras3 }
            if nodes.count > 1 { sharesLayers = true }
            guard let name = layer["name"]?.string ?? layer["config"]?["name"]?.string else { continue }
            let className = layer["class_name"]?.string ?? ""
            if className == "InputLayer" {
                inputShapes[name] = layer["config"]?["batch_shape"] ?? layer["config"]?["batch_input_shape"]
            }
            if source != target, KerasRamp.isOne(layer["config"]?["activation"]) { growing.insert(name) }
            guard let kind = ArchitectureDecoder.networkKind(className) else { continue }
            callCounts[name] = nodes.count
            if kind == .functional { functionals.insert(name) }
        }
        self.source = style ?? source
    }

    /// `input_layers` or `output_layers`, in the form of lists that every version reads: a bare triple becomes a list of one.
    func ends(_ value: JSONValue) -> JSONValue {
        if let reference = reference(value) { return .array([end(reference)]) }
        return nested(value)
    }

    private func nested(_ value: JSONValue) -> JSONValue {
        if let reference = reference(value) { return end(reference) }
        if let array = value.array { return .array(array.map(nested)) }
        guard var object = value.object else { return value }
        for (name, member) in object.members { object[name] = nested(member) }
        return .object(object)
    }

    private typealias Reference = (layer: String, node: Int, tensor: Int)

    private func reference(_ value: JSONValue?) -> Reference? {
        guard let triple = value?.array, triple.count >= 3, let layer = triple[0].string, let node = triple[1].integer,
            let tensor = triple[2].integer
        else { return nil }
        return (layer, node, tensor)
    }

    private func newName(_ layer: String) -> String { names[layer] ?? layer }

    private func end(_ reference: Reference) -> JSONValue {
        let count = callCounts[reference.layer]
        let isFunctional = functionals.contains(reference.layer)
        func first(_ style: KerasGeneration) -> Int { count == nil ? 0 : style == .keras2 || isFunctional ? 1 : 0 }
        var node = reference.node - first(source)
        // Keras counts them from 1 there, and Keras 3.0 from 0 when it reads: of a single call, 0 is what all understand.
        if target == .keras2 || !(isFunctional && count == 1) { node += first(target) }
        if target == .keras2, growing.contains(reference.layer) { node += 1 }
        return [.string(newName(reference.layer)), .integer(max(node, 0)), .integer(reference.tensor)]
    }

    /// The calls of one layer.
    func calls(_ value: JSONValue?, ofClass className: String) -> JSONValue {
        .array((value?.array ?? []).map { call($0, ofClass: className) })
    }

    private func call(_ node: JSONValue, ofClass className: String) -> JSONValue {
        let (references, keywords) = node.object == nil ? keras2Call(node) : keras3Call(node)
        switch target {
        case .keras2:
            if node.object == nil { return node }
            return list(references, keywords)
        case .keras3:
            // Keras 3.0 waits for calls that come later in this style alone, and all of Keras 3 reads it.
            if sharesLayers, references.count > 1 || !Self.listTakers.contains(className) { return list(references, keywords) }
            if node.object != nil { return node }
            let tensors = references.map(tensor)
            let takesList = tensors.count != 1 || Self.listTakers.contains(className)
            return ["args": [takesList ? .array(tensors) : tensors[0]], "kwargs": .object(keywords)]
        }
    }

    private func list(_ references: [Reference], _ keywords: JSONObject) -> JSONValue {
        .array(
            references.map { [.string(newName($0.layer)), .integer(moved($0)), .integer($0.tensor), .object(keywords)] })
    }

    /// Layers that are called with a list, even of one tensor.
    private static let listTakers: Set<String> = [
        "Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract",
    ]

    private func keras2Call(_ node: JSONValue) -> ([Reference], JSONObject) {
        let elements = node.array ?? []
        let keywords = elements.lazy.compactMap { $0.array?.dropFirst(3).first?.object }.first
        return (elements.compactMap(reference), Self.kept(keywords))
    }

    private func keras3Call(_ node: JSONValue) -> ([Reference], JSONObject) {
        let argument = node["args"]?.array?.first ?? node["kwargs"]?["inputs"] ?? .null
        let tensors = argument.array ?? [argument]
        var keywords = Self.kept(node["kwargs"]?.object)
        keywords["inputs"] = nil
        return (tensors.compactMap { reference($0["config"]?["keras_history"]) }, keywords)
    }

    /// A null says nothing.
    private static func kept(_ keywords: JSONObject?) -> JSONObject {
        var kept = keywords ?? [:]
        for (name, value) in kept.members where value.isNull { kept[name] = nil }
        return kept
    }

    /// The number of a call, as the target counts.
    private func moved(_ reference: Reference) -> Int {
        if target == .keras2, growing.contains(reference.layer) { return reference.node + 1 }
        guard callCounts[reference.layer] != nil, source != target else { return reference.node }
        return max(0, reference.node + (target == .keras2 ? 1 : -1))
    }

    private func tensor(_ reference: Reference) -> JSONValue {
        let node = moved(reference)
        // Calls of nested models are counted from 0 in Keras 3.
        let shape = inputShapes[reference.layer] ?? shapes[path + reference.layer, node, reference.tensor]
        return [
            "class_name": "__keras_tensor__",
            "config": [
                "shape": shape, "dtype": "float32",
                "keras_history": [.string(newName(reference.layer)), .integer(node), .integer(reference.tensor)],
            ],
        ]
    }
}
