internal import FerryCore

/// Whether a graph is one: each value computed once, and before it is used.
enum GraphOrder {
    /// What is wrong with nodes, by their places in the file.
    static func problems(_ onnx: ONNXModel) -> [Int: FerryError] {
        var producers: [String: Int] = [:]
        var problems: [Int: FerryError] = [:]
        var known = Set(onnx.inputs.map(\.name)).union(onnx.initializers.map(\.name))
        for (index, node) in onnx.nodes.enumerated() {
            if node.outputs.allSatisfy(\.isEmpty) { problems[index] = .onnx("\(node.opType) has no output") }
            for output in node.outputs where !output.isEmpty {
                if known.contains(output) || producers[output] != nil {
                    problems[index] = .onnx("two values have one name, or one has none", found: "'\(output)'")
                }
                producers[output] = producers[output] ?? index
            }
        }
        for (index, node) in onnx.nodes.enumerated() {
            for input in node.inputs where !input.isEmpty && !known.contains(input) && problems[index] == nil {
                problems[index] = unknown(input, producers[input].map { onnx.nodes[$0] })
            }
            known.formUnion(node.outputs)
        }
        return problems
    }

    private static func unknown(_ name: String, _ producer: ONNXNode?) -> FerryError {
        FerryError(
            .malformed, "a value is used that no earlier node computes",
            expected: producer.map { "a value of an earlier node than '\($0.label)', which computes it" }, found: "'\(name)'",
            remedy: producer == nil ? nil : "sort the nodes: ONNX wants each value computed before it is used")
    }
}
