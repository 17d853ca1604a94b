public import FerryCore
public import FerryTraining

/// What became of a training run.
public struct TrainReport: Sendable {
    /// A file that the trained model was written to.
    public struct Output: Sendable {
        public var path: String
        /// How what is on disk compares with the trained model.
        public var verification: VerifyReport
    }

    /// The run's folder.
    public var run: String
    public var source: String
    public var history: [EpochRecord]
    /// The epoch whose parameters the model has, from 1.
    public var bestEpoch: Int?
    /// Whether the run ended by itself, and not by interruption.
    public var isFinished: Bool
    /// Whether early stopping ended it.
    public var isStopped: Bool
    public var parameterCount: Int
    /// Of the model at the end, in inference mode; nothing where the run was interrupted.
    public var training: RunningMetrics?
    public var validation: RunningMetrics?
    public var test: RunningMetrics?
    public var outputs: [Output] = []

    init(_ folder: RunFolder, _ settings: TrainSettings, _ trainer: Trainer) {
        run = folder.path
        source = settings.source
        history = trainer.progress.history
        bestEpoch = trainer.progress.earlyStopping.bestEpoch.map { $0 + 1 }
        (isFinished, isStopped) = (trainer.progress.isFinished, trainer.progress.isStopped)
        parameterCount = trainer.model.parameterCount
    }

    mutating func add(_ path: String, _ verification: VerifyReport) {
        outputs.append(Output(path: path, verification: verification))
    }

    /// Whether every file was written and agrees with what was trained.
    public var passes: Bool { outputs.allSatisfy(\.verification.passes) }

    public var text: String {
        guard isFinished else {
            return "interrupted after \(history.count) epochs; go on with: ferry train --resume \(run)"
        }
        var table = ColumnTable([("", .leading), ("images", .trailing), ("loss", .trailing), ("accuracy", .trailing)])
        for (name, metrics) in [("train", training), ("validation", validation), ("test", test)] {
            guard let metrics else { continue }
            table.append([
                name, metrics.sampleCount.grouped, metrics.loss.fixed(4), "\((100 * metrics.accuracy).fixed(2)) %",
            ])
        }
        var lines = [table.text]
        let best = bestEpoch.map { ", the best of them epoch \($0), whose weights the model has" } ?? ""
        lines.append("\(source): \(parameterCount.grouped) parameters, \(history.count) epochs\(best)")
        for output in outputs {
            lines.append(
                output.verification.passes
                    ? "\(output.path): read back, \(output.verification.rows.count) layers agree"
                    : "\(output.path) was not created: what was written differs\n\(output.verification)")
        }
        lines.append("history, checkpoint and TensorBoard events: \(run)")
        return lines.joined(separator: "\n")
    }

    /// The report for programs; the README documents the names.
    public var json: JSONValue {
        [
            "run": .string(run), "source": .string(source), "finished": .bool(isFinished), "stopped": .bool(isStopped),
            "parameters": .integer(parameterCount), "best_epoch": bestEpoch.map { .integer($0) } ?? .null,
            "history": .array(history.map(\.report)), "train": training?.report ?? .null,
            "validation": validation?.report ?? .null, "test": test?.report ?? .null,
            "outputs": .array(
                outputs.map { output in
                    [
                        "path": .string(output.path), "written": .bool(output.verification.passes),
                        "verification": output.verification.json,
                    ]
                }),
        ]
    }
}

extension EpochRecord {
    fileprivate var report: JSONValue {
        [
            "epoch": .integer(epoch), "loss": .number(training.loss), "accuracy": .number(training.accuracy),
            "val_loss": validation.map { .number($0.loss) } ?? .null,
            "val_accuracy": validation.map { .number($0.accuracy) } ?? .null,
            "learning_rate": .number(Double(learningRate)), "seconds": .number(seconds),
        ]
    }
}

extension RunningMetrics {
    /// For programs.
    var report: JSONValue {
        ["images": .integer(sampleCount), "loss": .number(loss), "accuracy": .number(accuracy)]
    }
}
