internal import FerryCore

/// Finds images that may be flattened channels-first, because all that follows can follow the order: dense kernels by permuted
/// rows, batch normalisation by permuted vectors.
struct FlattenAnalysis {
    private let model: Model
    private let table: ONNXOperatorTable
    private let vanishing: VanishingNodes
    private var consumers: [ValueID: [(node: Int, input: Int)]] = [:]
    private let outputs: Set<ValueID>

    init(_ model: Model, _ table: ONNXOperatorTable, _ vanishing: VanishingNodes) {
        self.model = model
        self.table = table
        self.vanishing = vanishing
        outputs = Set(model.graph.outputs.map(vanishing.resolve))
        for (index, node) in model.graph.nodes.enumerated() where !node.operation.isIdentityAtInference {
            for (place, input) in node.inputs.enumerated() {
                if let input { consumers[vanishing.resolve(input), default: []].append((index, place)) }
            }
        }
    }

    /// Whether the output of a Flatten may have its elements in the order channels, height, width.
    func mayStayChannelsFirst(_ value: ValueID) -> Bool {
        var pending = [value]
        while let value = pending.popLast() {
            // The order shows where the value leaves the graph.
            guard !outputs.contains(value) else { return false }
            for (index, input) in consumers[value] ?? [] {
                let node = model.graph.nodes[index]
                guard input == 0 else { return false }
                if node.operation is Dense {
                    guard ownsParameters(node) else { return false }
                    continue
                }
                switch table[operatorName: node.operation.name]?.locality(of: node) ?? .whole {
                case .pointwise where node.inputs.count == 1: pending.append(node.output)
                case .columnwise where ownsParameters(node): pending.append(node.output)
                default: return false
                }
            }
        }
        return true
    }

    /// Whether nothing else uses the node's parameters: a shared one has one order in the file.
    private func ownsParameters(_ node: Node) -> Bool {
        node.inputs.dropFirst().allSatisfy { id in
            guard let id else { return true }
            return model.parameters[id] != nil && consumers[id]?.count == 1
        }
    }
}
