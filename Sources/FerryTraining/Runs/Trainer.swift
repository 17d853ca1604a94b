public import FerryCore

/// Trains a model step by step. What it does depends on the model, the data and the options alone: not on the number of threads,
/// and not on whether it was interrupted.
public final class Trainer {
    public let options: TrainingOptions
    public let head: LossHead
    public let data: DataSet
    public let validation: DataSet?
    public internal(set) var progress = TrainingProgress()

    private let untrained: Model
    private let rule: any UpdateRule
    private let work: BatchWork
    private let evaluator: Evaluator
    private let executor: TrainingExecutor
    /// The parameters of the best epoch, where early stopping brings them back.
    var bestValues: [Float]?

    /// Plans the training.
    ///
    /// - Throws: `unsupported` where the model cannot be trained, `mismatch` where the data does not fit the model, `usage` where
    ///   the options make no sense.
    public init(
        _ model: Model, on data: DataSet, validation: DataSet? = nil, _ options: TrainingOptions
    ) throws(FerryError) {
        try options.check()
        head = try LossHead(model, options.loss, isFromLogits: options.isFromLogits)
        for set in [data, validation].compactMap(\.self) { try head.check(set, model) }
        (self.options, self.data, self.validation, untrained) = (options, data, validation, model)
        let instructionSet = try InstructionSet.chosen()
        rule = options.optimizer.updateRule(for: instructionSet)
        work = BatchWork(data, head, options)
        evaluator = Evaluator(head, threads: options.threads)
        let batch = min(options.batchSize, data.count)
        let rest = data.count % batch
        executor = try TrainingExecutor(
            model, output: head.value, batches: rest == 0 ? [batch] : [batch, rest], slotCount: rule.slotCount,
            threads: options.threads, instructionSet: instructionSet)
    }

    /// The model as it is now.
    public var model: Model { executor.block.model(from: untrained) }

    /// The parameters and the optimizer's slots: package, for checkpoints and tests.
    package var block: ParameterBlock { executor.block }

    /// How the results were rounded: another instruction set may round otherwise.
    public var instructionSet: InstructionSet { executor.instructionSet }

    /// The rate of the next update.
    public var learningRate: Float { progress.learningRate ?? options.optimizer.learningRate(progress.iteration) }

    /// Takes one step; at the end of an epoch also validates and asks the callbacks.
    ///
    /// - Returns: the epoch's record, where the step ended one.
    /// - Throws: `malformed` where the loss is no number any more. The parameters are then those before the step.
    /// - Precondition: the run is not finished.
    @discardableResult
    public func step() throws(FerryError) -> EpochRecord? {
        precondition(!progress.isFinished)
        let begin = ContinuousClock.now
        defer { progress.seconds += (ContinuousClock.now - begin).seconds }
        let count = min(min(options.batchSize, data.count), data.count - progress.position)
        work.begin(epoch: progress.epoch, first: progress.position, count: count)
        executor.computeGradients(batch: count, key: RandomStream.training.key(options.seed, progress.iteration), work)
        let metrics = work.metrics
        guard metrics.lossSum.isFinite else { throw diverged() }
        let rate = learningRate
        executor.update(rule, learningRate: rate, iteration: progress.iteration)
        progress.metrics.add(metrics)
        progress.iteration += 1
        progress.position += count
        guard progress.position == data.count else { return nil }
        return try endEpoch(rate: rate, since: begin)
    }

    private func endEpoch(rate: Float, since begin: ContinuousClock.Instant) throws(FerryError) -> EpochRecord {
        let validated: RunningMetrics? = if let validation { try evaluator.evaluate(model, on: validation) } else { nil }
        let record = EpochRecord(
            epoch: progress.epoch + 1, training: progress.metrics, validation: validated, learningRate: rate,
            iteration: progress.iteration, seconds: progress.seconds + (ContinuousClock.now - begin).seconds,
            endedAt: WallClock.secondsSince1970)
        progress.history.append(record)
        if let stopping = options.earlyStopping, let value = stopping.monitor.value(of: record) {
            let verdict = stopping.judge(value, epoch: progress.epoch, &progress.earlyStopping)
            if verdict.isBest, stopping.restoresBest { bestValues = executor.block.snapshot }
            progress.isStopped = verdict.stops
        }
        if let reduction = options.plateauReduction, let value = reduction.monitor.value(of: record) {
            progress.learningRate = reduction.judge(value, rate: learningRate, &progress.plateau)
        }
        progress.epoch += 1
        (progress.position, progress.metrics, progress.seconds) = (0, RunningMetrics(), 0)
        if progress.isStopped || progress.epoch == options.epochs { finish() }
        return record
    }

    /// The best parameters come back even where training was not stopped, as in Keras 3.
    private func finish() {
        progress.isFinished = true
        guard let bestValues else { return }
        executor.block.restore(bestValues)
        executor.pack()
    }

    /// Makes the kernels see parameters that a checkpoint brought.
    func parametersChanged() { executor.pack() }

    private func diverged() -> FerryError {
        let place = "epoch \(progress.epoch + 1), step \(progress.position / options.batchSize + 1)"
        if let picture = work.unusablePicture {
            return FerryError(
                .malformed, "picture \(picture) of \(data.name) holds numbers that are not finite", expected: "finite numbers",
                at: Location(path: place), remedy: "correct the data; what was saved before stays as it is")
        }
        return FerryError(
            .malformed, "the loss is not a number any more", expected: "a finite loss", found: "\(work.metrics.loss)",
            at: Location(path: place), remedy: "lower --learning-rate; what was saved before stays as it is")
    }
}

extension Duration {
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
