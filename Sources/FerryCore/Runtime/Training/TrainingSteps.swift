/// The parts of a training step as its threads see them.
final class TrainingSteps: PartwiseWork {
    struct Update {
        let rule: any UpdateRule
        let learningRate: Float
        let iteration: Int
    }

    /// A part is a shard.
    static let phaseStep = 0
    /// A part is a range of parameters.
    static let updateStep = 1
    /// A part is a node.
    static let packStep = 2

    private let plans: [TrainingPlan]
    private let block: ParameterBlock
    private let memory: TrainingMemory
    private let updates: Cut
    private(set) var sharding = Sharding(batch: 1)
    private var key: UInt64 = 0
    private weak var work: (any TrainingWork)?
    var phase = 0
    var update: Update?

    init(_ plans: [TrainingPlan], _ block: ParameterBlock, workerCount: Int, _ instructionSet: InstructionSet) {
        (self.plans, self.block) = (plans, block)
        memory = TrainingMemory(plans, block, workerCount: workerCount, instructionSet)
        updates = Cut(block.trainableCount, operations: 64, quantum: 256)
    }

    var phaseCount: Int { plans[0].phases.count }
    var nodeCount: Int { plans[0].nodes.count }
    var updatePartCount: Int { updates.count }

    func begin(_ sharding: Sharding, key: UInt64, _ work: any TrainingWork) {
        (self.sharding, self.key, self.work) = (sharding, key, work)
        block.usedShardCount = sharding.count
    }

    func run(step: Int, part: Int, worker: Int) {
        switch step {
        case Self.phaseStep: runPhase(shard: part, worker: worker)
        case Self.updateStep: runUpdate(part)
        default: memory.pack(node: part)
        }
    }

    /// Puts the shards' sums together where the phase ends with that.
    func combine(batch: Int) {
        guard let (node, isForward) = plans[0].phases[phase].combines else { return }
        let sample = plans[0].firstInputSizes(of: node).dropFirst()
        memory.combine(node: node, isForward: isForward, shardCount: sharding.count, batch: [batch] + sample)
    }

    private func runPhase(shard: Int, worker: Int) {
        let samples = sharding[shard]
        guard let plan = plans.firstIndex(where: { $0.sampleCount == samples.count }) else {
            preconditionFailure("no plan for a shard of \(samples.count) samples")
        }
        let call = TrainingCall(plan: plan, shard: shard, samples: samples, worker: worker, key: key)
        for action in plans[plan].phases[phase].actions {
            switch action {
            case .fill:
                memory.clearGradients(shard: shard)
                memory.withInputs(call) { name, elements in work?.fill(samples, input: name, into: &elements) }
            case .forward(let node): memory.forward(node: node, call)
            case .sumForward(let node): memory.sumForward(node: node, call)
            case .loss:
                memory.withOutput(call) { output, gradient in
                    work?.differentiate(samples, shard: shard, output: output, gradient: &gradient)
                }
            case .backward(let node): memory.backward(node: node, call)
            case .sumBackward(let node): memory.sumBackward(node: node, call)
            }
        }
    }

    private func runUpdate(_ part: Int) {
        guard let update else { return }
        let range = updates[part]
        // Safety: `updates` cuts the block's trained elements.
        let arguments = unsafe UpdateArguments(
            count: range.count, values: block.values.start + range.lowerBound,
            gradients: block.gradients.start + range.lowerBound, shardCount: block.usedShardCount,
            slots: block.slots.start + range.lowerBound, stride: block.trainableCount, learningRate: update.learningRate,
            iteration: update.iteration)
        unsafe update.rule.update(arguments)
    }
}
