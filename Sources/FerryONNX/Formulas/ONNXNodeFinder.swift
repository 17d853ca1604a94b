internal import FerryCore

/// The nodes of a file by the values that they compute, and the constants.
public struct ONNXNodeFinder: Sendable {
    let nodes: [ONNXNode]
    let tensors: ConstantTable
    private let producers: [String: (node: Int, output: Int)]
    private let useCounts: [String: Int]
    /// Whether only values that Ferry named itself may vanish inside a larger operator: all others are compared by name.
    private let keepsNames: Bool

    /// Whether the inputs of a sum or product may come in either order: other writers have their own habits.
    var mayExchange: Bool { !keepsNames }

    init(_ model: ONNXModel, tensors: ConstantTable) {
        nodes = model.nodes
        self.tensors = tensors
        keepsNames = model.isOwn
        var producers: [String: (node: Int, output: Int)] = [:]
        var useCounts: [String: Int] = [:]
        for (index, node) in model.nodes.enumerated() {
            for (place, output) in node.outputs.enumerated() where producers[output] == nil && !output.isEmpty {
                producers[output] = (index, place)
            }
            for input in node.inputs { useCounts[input, default: 0] += 1 }
        }
        // A value that leaves the graph has a use that no pattern holds.
        for output in model.outputs { useCounts[output.name, default: 0] += 1 }
        self.producers = producers
        self.useCounts = useCounts
    }

    /// The node that computes a value; nothing for inputs and constants.
    public func producer(of value: String) -> ONNXNode? { producers[value].map { nodes[$0.node] } }

    /// How many inputs of nodes and of the graph's outputs the value is.
    func useCount(of value: String) -> Int { useCounts[value, default: 0] }

    func producerIndex(of value: String) -> (node: Int, output: Int)? { producers[value] }

    /// Whether the values between the nodes of a match are used by these nodes only, and are no values of their own.
    func isClosed(_ match: ONNXMatch) -> Bool {
        let prefix = ONNXLayout.stem(match.root.outputs.first ?? "") + "#"
        for index in match.nodes where nodes[index].outputs.first != match.root.outputs.first {
            for output in nodes[index].outputs {
                let inside = match.nodes.reduce(0) { $0 + nodes[$1].inputs.count { $0 == output } }
                guard inside == useCounts[output, default: 0], !keepsNames || output.hasPrefix(prefix) else { return false }
            }
        }
        return true
    }
}
