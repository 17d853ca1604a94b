/// What training does with one shard, in order, and where in memory.
struct TrainingPlan: Sendable {
    /// Something that a thread does for its shard.
    enum Action: Sendable {
        /// Fills the graph's inputs.
        case fill
        case forward(Int)
        case sumForward(Int)
        case loss
        case backward(Int)
        case sumBackward(Int)
    }

    /// What a shard's thread does in one go, and what follows when all shards are so far.
    struct Phase: Sendable {
        var actions: [Action] = []
        /// The node whose shards' sums are then put together: in its forward direction until the loss, backward after it.
        var combines: (node: Int, isForward: Bool)?
    }

    let sampleCount: Int
    let nodes: [TrainingNode]
    private let shapes: [[Int]]
    let layout: TrainingLayout
    let phases: [Phase]
    /// The loss's place: the output whose gradient it gives.
    let output: ValueID

    /// Whether shards wait for each other in the middle, so that each needs memory of its own.
    var isBatchwise: Bool { phases.count > 1 }

    /// - Parameter output: the value that the loss is a function of.
    /// - Throws: `mismatch` where a size stays open, `unsupported` where something cannot be trained.
    init(
        _ model: Model, output: ValueID, block: ParameterBlock, sampleCount: Int, _ instructionSet: InstructionSet
    ) throws(FerryError) {
        let shapes = try ExecutionPlan.shapes(of: model.graph, batch: sampleCount)
        let differentiable = Self.differentiable(model.graph, trainable: Set(block.trainable.map(\.id)))
        self.sampleCount = sampleCount
        self.output = output
        self.shapes = shapes
        nodes = try TrainingNode.all(
            of: model, upTo: output, shapes: shapes, differentiable: differentiable, instructionSet)
        layout = TrainingLayout(nodes, of: model.graph, output: output, block: block, shapes: shapes, differentiable)
        phases = Self.phases(nodes)
    }

    /// The sizes of a node's first input, for one shard.
    func firstInputSizes(of node: Int) -> [Int] { nodes[node].inputs[0].map { shapes[$0.index] } ?? [] }

    /// The values that depend on a parameter that is trained.
    private static func differentiable(_ graph: Graph, trainable: Set<ValueID>) -> Set<ValueID> {
        var values = trainable
        for node in graph.nodes where node.inputs.contains(where: { $0.map(values.contains) ?? false }) {
            values.insert(node.output)
        }
        return values
    }

    private static func phases(_ nodes: [TrainingNode]) -> [Phase] {
        var phases: [Phase] = [Phase(actions: [.fill])]
        func add(_ action: Action) { phases[phases.count - 1].actions.append(action) }
        func wait(for node: Int, isForward: Bool) {
            phases[phases.count - 1].combines = (node, isForward)
            phases.append(Phase())
        }
        for index in nodes.indices {
            if nodes[index].kernel is any BatchwiseTrainingKernel {
                add(.sumForward(index))
                wait(for: index, isForward: true)
            }
            add(.forward(index))
        }
        add(.loss)
        for index in nodes.indices.reversed() where nodes[index].wantsGradient.contains(true) {
            if nodes[index].kernel is any BatchwiseTrainingKernel {
                add(.sumBackward(index))
                wait(for: index, isForward: false)
            }
            add(.backward(index))
        }
        return phases
    }
}
