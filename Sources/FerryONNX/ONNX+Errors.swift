internal import FerryCore

/// Errors of ONNX files, in one wording.
extension FerryError {
    /// The file breaks protobuf's or ONNX's rules.
    static func onnx(
        _ problem: String, expected: String? = nil, found: String? = nil, offset: Int? = nil, path: String? = nil
    ) -> FerryError {
        FerryError(
            .malformed, problem, expected: expected, found: found, at: Location(path: offset.map(String.byteOffset) ?? path))
    }

    static func attribute(_ name: String, of node: ONNXNode, expected: String) -> FerryError {
        FerryError(
            .malformed, "\(node.opType) has a wrong '\(name)'", expected: expected,
            found: node[name].map { "\($0)" } ?? "nothing", at: Location(layer: node.label, field: name))
    }

    /// The node is right and asks for what Ferry has no operator for.
    static func unsupported(
        _ node: ONNXNode, _ what: String, expected: String? = nil, field: String? = nil
    ) -> FerryError {
        FerryError(
            .unsupported, "\(node.opType) with \(what) has no counterpart in Ferry", expected: expected,
            at: Location(layer: node.label, field: field), remedy: "ferry operators   (lists what is supported)")
    }

    static func limit(_ problem: String, limit: String, found: String, offset: Int? = nil) -> FerryError {
        FerryError(.limit, problem, expected: "at most \(limit)", found: found, at: Location(path: offset.map(String.byteOffset)))
    }
}

extension ONNXNode {
    /// What errors call it: its name, or its output's where it has none.
    var label: String { name.isEmpty ? outputs.first ?? opType : name }
}
