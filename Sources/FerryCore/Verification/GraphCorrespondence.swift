/// Which values of two graphs correspond, by what computes them, whatever they are called: found from the outputs backwards.
///
/// Nodes that only rearrange may stand on one side alone.
struct GraphCorrespondence {
    /// From the reference's values, parameters among them, to the candidate's.
    private(set) var values: [ValueID: ValueID] = [:]

    init(_ reference: Graph, _ candidate: Graph) {
        let (producers, others) = (Self.producers(of: reference), Self.producers(of: candidate))
        var pending = Array(zip(reference.outputs, candidate.outputs))
        while let (value, other) = pending.popLast() {
            guard values[value] == nil else { continue }
            let (node, otherNode) = Self.pair(value, other, producers, others)
            guard let node, let otherNode else { continue }
            guard values.updateValue(otherNode.output, forKey: node.output) == nil else { continue }
            for case let (input?, otherInput?) in zip(node.inputs, otherNode.inputs) {
                if producers[input] != nil, others[otherInput] != nil {
                    pending.append((input, otherInput))
                } else if producers[input] == nil, others[otherInput] == nil {
                    values[input] = otherInput
                }
            }
        }
    }

    /// The candidate's names by the reference's.
    func names(in reference: Graph, _ candidate: Graph) -> [String: String] {
        var names: [String: String] = [:]
        for (value, other) in values { names[reference[value].name] = candidate[other].name }
        return names
    }

    private static func producers(of graph: Graph) -> [ValueID: Node] {
        Dictionary(graph.nodes.map { ($0.output, $0) }) { first, _ in first }
    }

    /// The nodes of one operator that two values come from; nothing where their operators differ.
    private static func pair(
        _ value: ValueID, _ other: ValueID, _ producers: [ValueID: Node], _ others: [ValueID: Node]
    ) -> (Node?, Node?) {
        var (node, otherNode) = (producers[value], others[other])
        while let left = node, let right = otherNode, left.operation.name != right.operation.name {
            if left.operation.onlyRearranges {
                node = (left.inputs.first ?? nil).flatMap { producers[$0] }
            } else if right.operation.onlyRearranges {
                otherNode = (right.inputs.first ?? nil).flatMap { others[$0] }
            } else {
                // One function on one side, on the other a chain of others: what they apply to may be the same.
                let (start, otherStart) = (origin(of: left, producers), origin(of: right, others))
                return start.operation.name == otherStart.operation.name ? (start, otherStart) : (nil, nil)
            }
        }
        return (node, otherNode)
    }

    /// The node before `node` that takes more than one value, past those that take one.
    private static func origin(of node: Node, _ producers: [ValueID: Node]) -> Node {
        var node = node
        while node.inputs.count == 1, let input = node.inputs[0], let before = producers[input] { node = before }
        return node
    }
}
