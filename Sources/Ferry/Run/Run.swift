public import FerryCore

/// Runs a model file on arrays.
///
/// - Parameter inputs: the path of an `.npz` file of arrays by input name, or of one array for a model of one input.
/// - Throws: what reading the files throws; `mismatch` where the arrays do not fit the model.
public func run(
    _ path: String, inputs: String, _ options: RunOptions = RunOptions(), formats: FormatRegistry = .standard,
    progress: Progress = .none
) throws(FerryError) -> RunReport {
    let model = try formats.read(path, as: options.source, options.read).model
    do {
        return try run(model, on: try ArrayFile(path: inputs).inputs(for: model), options, progress: progress)
    } catch {
        throw error.at(Location(file: inputs))
    }
}

/// Runs a model on tensors, `[samples, …]`, some samples at a time.
///
/// - Throws: `mismatch` where the tensors do not fit the model, and what reading its parameters throws.
public func run(
    _ model: Model, on inputs: [String: Tensor<Float>], _ options: RunOptions = RunOptions(), progress: Progress = .none
) throws(FerryError) -> RunReport {
    let batches = try Batches(of: inputs, for: model, atMost: options.batch)
    let graph = model.graph
    let named = options.keepsAllValues ? graph.nodes.map(\.output) : graph.outputs
    let names = named.map { graph[$0].name }.filter { options.keepsAllValues ? ValueName.isLayerOutput($0) : true }
    var report = RunReport(model: model.name, samples: batches.sampleCount, precision: options.precision, values: [])
    switch options.precision {
    case .float32:
        let runner = FloatRunner(model, names, options)
        let values = try batches.collect(names, progress, runner.values)
        for (name, tensor) in values {
            report.values.append((name, try graph.source(tensor, named: name) ?? MemorySource(tensor)))
        }
    case .float64:
        let interpreter = ReferenceInterpreter(model)
        let wanted = Set(names)
        let values = try batches.collect(names, progress) { (inputs) throws(FerryError) in
            try interpreter.values(wanted, inputs.mapValues { Tensor<Double>($0) })
        }
        for (name, tensor) in values {
            report.values.append((name, try graph.source(tensor, named: name) ?? MemorySource(tensor)))
        }
    }
    return report
}

/// Executors for the two sizes of batch that a run has: the usual one, and the last one's.
private final class FloatRunner {
    private let model: Model
    private let names: [String]
    private let options: RunOptions
    private var executor: (batch: Int, executor: Executor)?

    init(_ model: Model, _ names: [String], _ options: RunOptions) {
        self.model = model
        self.names = names
        self.options = options
    }

    func values(_ inputs: [String: Tensor<Float>]) throws(FerryError) -> [String: Tensor<Float>] {
        let batch = try ModelInputs.batch(of: inputs, for: model.graph)
        let executor: Executor
        if let known = self.executor, known.batch == batch {
            executor = known.executor
        } else {
            executor = try Executor(model, batch: batch, threads: options.threads, keepsAllValues: options.keepsAllValues)
            self.executor = (batch, executor)
        }
        let outputs = try executor.run(inputs)
        guard options.keepsAllValues else { return outputs }
        var values: [String: Tensor<Float>] = [:]
        for name in names { values[name] = executor.value(named: name) }
        return values
    }
}
