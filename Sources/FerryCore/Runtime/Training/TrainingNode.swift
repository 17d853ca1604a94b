/// A node with its kernel for one shard: of several nodes where the kernel does what all of them do.
struct TrainingNode: Sendable {
    let name: String
    let operation: any Operator
    let inputs: [ValueID?]
    private(set) var output: ValueID
    private(set) var kernel: any TrainingKernel
    let wantsGradient: [Bool]

    /// The nodes that a value depends on, in the graph's order, for shards of so many samples.
    ///
    /// - Parameters:
    ///   - shapes: the size of each value of the graph.
    ///   - differentiable: the values whose gradients are needed.
    /// - Throws: `unsupported`, all at once, where an operator that a gradient must pass through has none.
    static func all(
        of model: Model, upTo output: ValueID, shapes: [[Int]], differentiable: Set<ValueID>, _ instructionSet: InstructionSet
    ) throws(FerryError) -> [TrainingNode] {
        let needed = needed(by: output, in: model.graph)
        var users: [ValueID: Int] = [:]
        for node in needed { for case let id? in node.inputs { users[id, default: 0] += 1 } }
        var nodes: [TrainingNode] = []
        var producers: [ValueID: Int] = [:]
        var problems: [FerryError] = []
        for node in needed {
            if let input = computedParameter(of: node, in: model, differentiable) {
                problems.append(
                    FerryError(
                        .unsupported, "the \(input) of '\(node.name)' is computed, and cannot be trained",
                        at: Location(layer: node.name)))
                continue
            }
            let problem = TrainingProblem(
                KernelProblem(
                    inputs: node.inputs.map { $0.map { shapes[$0.index] } }, output: shapes[node.output.index],
                    instructionSet: instructionSet),
                wantsGradient: node.inputs.map { $0.map(differentiable.contains) ?? false }, isFrozen: isFrozen(node, in: model))
            // What the kernel before may do on the way: of one input, which nobody else reads.
            if node.inputs.count == 1, let input = node.inputs[0], users[input] == 1, let index = producers[input],
                let kernel = nodes[index].kernel.absorbing(node.operation, problem)
            {
                nodes[index].absorb(node, kernel)
                producers[node.output] = index
            } else if let kernel = node.operation.trainingKernel(for: problem) {
                nodes.append(
                    TrainingNode(
                        name: node.name, operation: node.operation, inputs: node.inputs, output: node.output, kernel: kernel,
                        wantsGradient: problem.wantsGradient))
                producers[node.output] = nodes.count - 1
            } else {
                problems.append(untrainable(node, in: model))
            }
        }
        if let problem = FerryError.all(problems) { throw problem }
        return nodes
    }

    private static func untrainable(_ node: Node, in model: Model) -> FerryError {
        // The layer's class says more than the operator that it is at inference.
        let kind = node.layer.map { model.layers[$0].kind } ?? node.operation.name
        return FerryError(
            .unsupported, "\(kind) cannot be trained", at: Location(layer: node.name),
            remedy: "take the layer out of the model before training")
    }

    private static func isFrozen(_ node: Node, in model: Model) -> Bool {
        let trainable = node.inputs.enumerated().compactMap { index, id in
            node.operation.role(ofInput: index).kind == .trainable ? id : nil
        }
        return !trainable.isEmpty && trainable.allSatisfy(model.frozen.contains)
    }

    /// The role of an input that other nodes compute where a parameter belongs: kernels add to its gradient.
    private static func computedParameter(of node: Node, in model: Model, _ differentiable: Set<ValueID>) -> String? {
        for (index, id) in node.inputs.enumerated() where node.operation.role(ofInput: index).kind != .data {
            if let id, model.parameters[id] == nil, differentiable.contains(id) {
                return node.operation.role(ofInput: index).name
            }
        }
        return nil
    }

    private mutating func absorb(_ next: Node, _ kernel: any TrainingKernel) {
        output = next.output
        self.kernel = kernel
    }

    private static func needed(by output: ValueID, in graph: Graph) -> [Node] {
        var needed: Set<ValueID> = [output]
        var nodes: [Node] = []
        for node in graph.nodes.reversed() where needed.contains(node.output) {
            nodes.append(node)
            needed.formUnion(node.inputs.compactMap(\.self))
        }
        return nodes.reversed()
    }
}
