internal import FerryCore

/// What a file of Ferry's says beside ONNX's own fields, so that reading it back loses nothing.
///
/// ONNX holds attributes as float32. Most come back by their shortest decimal digits (0.3); a sixth does not. Some operators of
/// Ferry are one in ONNX, and layers that do nothing at inference are no node at all. That is noted as JSON under one key of the
/// model's metadata, and only where needed.
struct WriterNotes {
    static let key = "ferry"

    /// By the name of the constant, or `node/attribute`.
    private(set) var numbers: [String: [Double]] = [:]
    /// The operator's name, by the node's.
    private(set) var operators: [String: String] = [:]

    /// In the order of the graph.
    private(set) var vanished: [Vanished] = []
    /// Places in ``vanished``, by the value that is repeated.
    private var vanishedBySource: [String: [Int]] = [:]
    /// The names of values that bear an output's name in the file, by that.
    private(set) var ownNames: [String: String] = [:]

    /// A node that is the identity at inference and is not in the file.
    struct Vanished {
        let name: String
        /// The value that it repeats.
        let source: String
        let operation: any Operator
    }

    init() {}

    /// The notes in a model's metadata; nothing where they are not of this form.
    init?(_ text: String) {
        guard let document = try? JSONParser.parse(text), let members = document.object?.members else { return nil }
        for (key, value) in members where key != "identity" {
            for (name, value) in value.object?.members ?? [] {
                switch key {
                case "float64":
                    guard let elements = value.array else { return nil }
                    numbers[name] = elements.compactMap(\.double)
                case "operator": operators[name] = value.string
                case "name": ownNames[name] = value.string
                default: return nil
                }
            }
        }
        for entry in document["identity"]?.array ?? [] {
            guard let name = entry["name"]?.string, let source = entry["of"]?.string else { return nil }
            note(Vanished(name: name, source: source, operation: Vanished.operation(entry)))
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
        add("name", ownNames.mapValues(JSONValue.string))
        if !vanished.isEmpty {
            document["identity"] = .array(
                vanished.map { entry in
                    let object: JSONObject = ["name": .string(entry.name), "of": .string(entry.source)]
                    return .object(entry.describing(object))
                })
        }
        return document.names.isEmpty ? nil : JSONValue.object(document).text()
    }

    mutating func note(_ values: [Double], for name: String) {
        if values.contains(where: { Double(shortest: Float($0)) != $0 }) { numbers[name] = values }
    }

    mutating func note(_ node: Vanished) {
        vanishedBySource[node.source, default: []].append(vanished.count)
        vanished.append(node)
    }

    /// The nodes that repeat `value` and are not in the file.
    func vanished(after value: String) -> [Vanished] { (vanishedBySource[value] ?? []).map { vanished[$0] } }

    mutating func note(ownName: String, of name: String) { ownNames[name] = ownName }

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
