/// What a step trains on, and what it minimises.
package protocol TrainingWork: AnyObject {
    /// Fills an input with some of the batch's samples, `[samples, …]`. On any thread; shards are filled at the same time.
    func fill(_ samples: Range<Int>, input: String, into elements: inout MutableSpan<Float>)

    /// Writes the gradient of the batch's loss with respect to the output of some of its samples. On any thread.
    ///
    /// - Parameter shard: tells apart who is called at the same time.
    func differentiate(_ samples: Range<Int>, shard: Int, output: Span<Float>, gradient: inout MutableSpan<Float>)
}

/// Computes gradients of a model in float32, and updates its parameters.
///
/// All is planned when it is made; steps allocate nothing. Results do not depend on the number of threads.
package final class TrainingExecutor {
    /// The instruction set of the compute kernels: results may differ between them in the last bits.
    package let instructionSet: InstructionSet
    package let block: ParameterBlock

    private let pool: ThreadPool
    private let steps: TrainingSteps

    /// Plans for batches of these sizes.
    ///
    /// - Parameters:
    ///   - output: the value that the loss is a function of.
    ///   - batches: the sizes that batches will have; the last one of an epoch is often smaller.
    ///   - slotCount: how many numbers the optimizer keeps beside each parameter.
    ///   - threads: how many threads work; nothing for one for each processor.
    /// - Throws: `unsupported` where an operator cannot be trained, `mismatch` where a size stays open, and what reading the
    ///   parameters throws.
    package init(
        _ model: Model, output: ValueID, batches: Set<Int>, slotCount: Int, threads: Int? = nil,
        instructionSet: InstructionSet? = nil
    ) throws(FerryError) {
        let instructionSet = if let instructionSet { instructionSet } else { try InstructionSet.chosen() }
        self.instructionSet = instructionSet
        let shardings = batches.map(Sharding.init)
        block = try ParameterBlock(model, shardCount: shardings.map(\.count).max() ?? 1, slotCount: slotCount)
        pool = threads.map { $0 == ThreadPool.standard.threadCount ? .standard : ThreadPool(threadCount: $0) } ?? .standard
        let sizes = Set(shardings.flatMap { sharding in (0..<sharding.count).map { sharding[$0].count } }).sorted()
        var plans: [TrainingPlan] = []
        for size in sizes {
            plans.append(try TrainingPlan(model, output: output, block: block, sampleCount: size, instructionSet))
        }
        steps = TrainingSteps(plans, block, workerCount: pool.threadCount, instructionSet)
        pack()
    }

    /// Leaves the gradients of a batch's loss in ``block``.
    ///
    /// - Parameter key: what random numbers are drawn by; another one for each step.
    /// - Precondition: the executor was planned for batches of this size.
    package func computeGradients(batch: Int, key: UInt64, _ work: any TrainingWork) {
        steps.begin(Sharding(batch: batch), key: key, work)
        for phase in 0..<steps.phaseCount {
            steps.phase = phase
            pool.run(steps, step: TrainingSteps.phaseStep, partCount: steps.sharding.count)
            steps.combine(batch: batch)
        }
    }

    /// Updates the parameters by the gradients of the last batch.
    ///
    /// - Parameter iteration: how many updates there were before.
    package func update(_ rule: any UpdateRule, learningRate: Float, iteration: Int) {
        steps.update = .init(rule: rule, learningRate: learningRate, iteration: iteration)
        pool.run(steps, step: TrainingSteps.updateStep, partCount: steps.updatePartCount)
        pack()
    }

    /// Makes the kernels see parameters that were changed from outside.
    package func pack() { pool.run(steps, step: TrainingSteps.packStep, partCount: steps.nodeCount) }
}
