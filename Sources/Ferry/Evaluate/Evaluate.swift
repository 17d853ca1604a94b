public import FerryCore
public import FerryTraining

/// How a model is measured.
public struct EvaluateOptions: Sendable {
    public var read = ReadOptions()
    /// A folder of data, an `.npz` file, or `synthetic`: the drawn digits.
    public var data = "synthetic"
    public var part = DataPart.test
    /// The loss; as the model's file says unless given, or categorical cross-entropy.
    public var loss: Loss?
    /// How many of the worst mistakes are listed.
    public var worst = 10
    /// Threads; nothing for all cores. It never changes a result.
    public var threads: Int?

    public init() {}
}

/// Measures a model file on labelled pictures.
///
/// - Throws: what reading the model and the data throws; `mismatch` where the two do not fit.
public func evaluate(
    _ path: String, _ options: EvaluateOptions = EvaluateOptions(), formats: FormatRegistry = .standard,
    progress: Progress = .none
) throws(FerryError) -> EvaluateReport {
    let imported = try formats.read(path, options.read)
    let data = try DataSource(options.data).load(options.part)
    let compiled = try CompiledLoss(imported.state?.configuration)
    let head = try LossHead(
        imported.model, options.loss ?? compiled.loss ?? .categoricalCrossentropy,
        isFromLogits: options.loss == nil && compiled.isFromLogits)
    try head.check(data, imported.model)
    var report = EvaluateReport(model: path, data: data.name, confusion: ConfusionMatrix(classNames: data.classNames))
    var mistakes: [Evaluator.Sample] = []
    var done = 0
    report.metrics = try Evaluator(head, threads: options.threads).evaluate(imported.model, on: data) { sample in
        report.confusion.add(truth: sample.label, predicted: sample.predicted)
        if sample.label != sample.predicted { mistakes.append(sample) }
        done += 1
        if done.isMultiple(of: 256) { progress("measuring \(data.name)", Double(done) / Double(data.count)) }
    }
    progress("measuring \(data.name)", 1)
    mistakes.sort { ($1.loss, $0.index) < ($0.loss, $1.index) }
    report.mistakeCount = mistakes.count
    report.worst = Array(mistakes.prefix(options.worst))
    return report
}
