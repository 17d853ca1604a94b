/// A node with its kernel: of several nodes where the kernel does what all of them do.
struct PlannedNode: Sendable {
    let node: Node
    /// The node's output, or that of the last node whose work the kernel does.
    let output: ValueID
    let kernel: any Kernel
    /// Whether parameters are packed; otherwise they count as data.
    let packsParameters: Bool
    let problem: KernelProblem

    /// The inputs whose elements the kernel reads at run time; nothing for packed and absent ones.
    var data: [ValueID?] {
        node.inputs.enumerated().map { index, id in
            packsParameters && node.operation.role(ofInput: index).kind != .data ? nil : id
        }
    }

    /// The inputs whose elements the kernel packs.
    var parameters: [ValueID?] { zip(node.inputs, data).map { $1 == nil ? $0 : nil } }

    /// - Parameter shapes: the size of each value of the graph.
    init(_ node: Node, in model: Model, shapes: [[Int]], _ instructionSet: InstructionSet) {
        self.node = node
        output = node.output
        problem = KernelProblem(
            inputs: node.inputs.map { $0.map { shapes[$0.index] } }, output: shapes[node.output.index],
            instructionSet: instructionSet)
        // Kernels pack parameters when they are planned, which needs them to be known then.
        packsParameters = node.inputs.enumerated().allSatisfy { index, id in
            node.operation.role(ofInput: index).kind == .data || id == nil || id.map { model.parameters[$0] != nil } == true
        }
        kernel =
            packsParameters
            ? node.operation.kernel(for: problem) : ReferenceKernel(node.operation, problem, packsParameters: false)
    }

    /// This node with the work of `next` done on the way; nothing where its kernel does no such thing.
    private func absorbing(_ next: Node, shapes: [[Int]]) -> PlannedNode? {
        guard next.inputs.count == 1 else { return nil }
        let nextProblem = KernelProblem(
            inputs: [shapes[output.index]], output: shapes[next.output.index], instructionSet: problem.instructionSet)
        return kernel.absorbing(next.operation, nextProblem).map { PlannedNode(self, output: next.output, kernel: $0) }
    }

    private init(_ original: PlannedNode, output: ValueID, kernel: any Kernel) {
        (node, packsParameters, problem) = (original.node, original.packsParameters, original.problem)
        (self.output, self.kernel) = (output, kernel)
    }

    /// All nodes of a model with their kernels.
    ///
    /// - Parameter kept: values that have to be computed as such.
    static func all(
        of model: Model, shapes: [[Int]], kept: Set<ValueID>, _ instructionSet: InstructionSet
    ) -> [PlannedNode] {
        var users: [ValueID: [Int]] = [:]
        for (index, node) in model.graph.nodes.enumerated() {
            for case let id? in node.inputs { users[id, default: []].append(index) }
        }
        var planned: [PlannedNode] = []
        var done: Set<Int> = []
        for (index, node) in model.graph.nodes.enumerated() where !done.contains(index) {
            var plannedNode = PlannedNode(node, in: model, shapes: shapes, instructionSet)
            while !kept.contains(plannedNode.output), let only = users[plannedNode.output], only.count == 1,
                let fused = plannedNode.absorbing(model.graph.nodes[only[0]], shapes: shapes)
            {
                plannedNode = fused
                done.insert(only[0])
            }
            planned.append(plannedNode)
        }
        return planned
    }
}
