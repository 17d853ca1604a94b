/// One side of a comparison: something that answers to inputs, layer by layer.
protocol Subject {
    /// The layers' outputs, in the order of computation.
    var outputs: [LayerOutput] { get }
    var inputNames: [String] { get }
    /// Names whose value is another's, because their layer is the identity.
    var aliases: [String: String] { get }

    func answers64(_ inputs: [String: Tensor<Float>], _ names: Set<String>) throws(FerryError) -> [String: Tensor<Double>]
    func answers32(_ inputs: [String: Tensor<Float>], _ names: Set<String>) throws(FerryError) -> [String: Tensor<Float>]
}

/// A model: the reference interpreter in float64, the executor in float32.
struct ModelSubject: Subject {
    let model: Model
    let threads: Int?

    var outputs: [LayerOutput] { LayerOutput.all(of: model) }
    var inputNames: [String] { model.graph.inputs.map { model.graph[$0].name } }

    var aliases: [String: String] {
        var aliases: [String: String] = [:]
        for node in model.graph.nodes where node.operation.isIdentityAtInference {
            guard let input = node.inputs.first ?? nil else { continue }
            let name = model.graph[input].name
            aliases[model.graph[node.output].name] = aliases[name] ?? name
        }
        return aliases
    }

    func answers64(_ inputs: [String: Tensor<Float>], _ names: Set<String>) throws(FerryError) -> [String: Tensor<Double>] {
        try ReferenceInterpreter(model).values(names, inputs.mapValues { Tensor<Double>($0) })
    }

    func answers32(_ inputs: [String: Tensor<Float>], _ names: Set<String>) throws(FerryError) -> [String: Tensor<Float>] {
        let batch = try ModelInputs.batch(of: inputs, for: model.graph)
        let executor = try Executor(model, batch: batch, threads: threads, keepsAllValues: true)
        _ = try executor.run(inputs)
        var answers: [String: Tensor<Float>] = [:]
        for name in names { answers[name] = executor.value(named: name) }
        return answers
    }
}

/// What another framework recorded, in float32: the same answers in either precision.
struct RecordingSubject: Subject {
    let recording: Recording
    /// Gives the recorded layers their kinds and their order, which a recording does not hold.
    let model: ModelSubject

    var outputs: [LayerOutput] {
        let inputs = Set(model.inputNames)
        let known = model.outputs
        let recorded = known.filter { recording.values[$0.name] != nil }
        let others = Set(recording.values.keys).subtracting(recorded.map(\.name)).subtracting(inputs)
        return recorded + others.sorted().map { LayerOutput(name: $0, kind: "recorded") }
    }

    var inputNames: [String] { recording.inputs.keys.sorted() }
    var aliases: [String: String] { [:] }

    func answers64(_ inputs: [String: Tensor<Float>], _ names: Set<String>) -> [String: Tensor<Double>] {
        recording.values.filter { names.contains($0.key) }.mapValues { Tensor<Double>($0) }
    }

    func answers32(_ inputs: [String: Tensor<Float>], _ names: Set<String>) -> [String: Tensor<Float>] {
        recording.values.filter { names.contains($0.key) }
    }
}
