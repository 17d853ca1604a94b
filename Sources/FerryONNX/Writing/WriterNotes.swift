internal import FerryCore

/// What a file of Ferry's says beside ONNX's own fields, so that reading it back loses nothing.
///
/// ONNX holds attributes as float32. Most come back by their shortest decimal digits (0.3); a sixth does not. Some operators of
/// Ferry are one in ONNX. Both are noted as JSON under one key of the model's metadata, and only where needed.
struct WriterNotes {
    static let key = "ferry"

    /// By the name of the constant, or `node/attribute`.
    private(set) var numbers: [String: [Double]] = [:]
    /// The operator's name, by the node's.
    private(set) var operators: [String: String] = [:]

    init() {}

    /// The notes in a model's metadata; nothing where they are not of this form.
    init?(_ text: String) {
        guard let document = try? JSONParser.parse(text), let members = document.object?.members else { return nil }
        for (key, value) in members {
            for (name, value) in value.object?.members ?? [] {
                switch key {
                case "float64":
                    guard let elements = value.array else { return nil }
                    numbers[name] = elements.compactMap(\.double)
                case "operator": operators[name] = value.string
                default: return nil
                }
            }
        }
    }

    /// The notes as they are written; nothing where there are none.
    var text: String? {
        var document = JSONObject()
        func add(_ key: String, _ entries: [String: JSONValue]) {
            guard !entries.isEmpty else { return }
            var object = JSONObject()
            for name in entries.keys.sorted() { object[name] = entries[name] }
            document[key] = .object(object)
        }
        add("float64", numbers.mapValues { .array($0.map(JSONValue.number)) })
        add("operator", operators.mapValues(JSONValue.string))
        return document.names.isEmpty ? nil : JSONValue.object(document).text()
    }

    mutating func note(_ values: [Double], for name: String) {
        if values.contains(where: { Double(shortest: Float($0)) != $0 }) { numbers[name] = values }
    }

    mutating func note(operator operation: String, for node: String) { operators[node] = operation }

    /// The numbers that were written as `values`: the noted ones, where they are the same as float32.
    func exact(_ values: [Double], for name: String) -> [Double] {
        guard let noted = numbers[name], noted.map(Float.init) == values.map(Float.init) else { return values }
        return noted
    }

    /// The node with the numbers that its attributes were written from.
    func applied(to node: ONNXNode) -> ONNXNode {
        var node = node
        for (index, attribute) in node.attributes.enumerated() {
            guard case .number(let number) = attribute.value else { continue }
            node.attributes[index].value = .number(exact([number], for: "\(node.name)/\(attribute.name)")[0])
        }
        return node
    }
}
