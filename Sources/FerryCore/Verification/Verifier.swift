/// Holds a candidate against a reference, layer by layer.
public struct Verifier: Sendable {
    /// One side's answer in one precision, for those who want to keep it.
    public struct Answer: Sendable {
        public enum Side: String, Sendable { case reference, candidate }
        public enum Precision: String, Sendable { case float32, float64 }

        public var side: Side
        public var precision: Precision
        public var name: String
        public var shape: [Int]
        public var elements: [Double]
    }

    private let options: VerifyOptions
    private let progress: Progress
    private let keep: (@Sendable (Answer) throws(FerryError) -> Void)?

    /// - Parameter keep: called with every compared value of either side.
    public init(
        _ options: VerifyOptions = VerifyOptions(), progress: Progress = .none,
        keeping keep: (@Sendable (Answer) throws(FerryError) -> Void)? = nil
    ) {
        self.options = options
        self.progress = progress
        self.keep = keep
    }

    /// Compares two models on the same inputs, in float64 and in float32, and their parameters bit by bit.
    ///
    /// - Throws: `mismatch` where the two cannot run on the same inputs, and whatever reading parameters throws.
    public func compare(_ reference: Model, with candidate: Model) throws(FerryError) -> VerifyReport {
        var inputs = options.inputs
        if inputs == nil {
            inputs = try RandomInputs.make(for: reference.graph, samples: options.samples(for: reference), seed: options.seed)
        }
        let correspondence = GraphCorrespondence(reference.graph, candidate.graph)
        var report = try compare(
            subject(reference), with: subject(candidate), on: inputs ?? [:],
            same: correspondence.names(in: reference.graph, candidate.graph), candidate: candidate.graph,
            exactTolerance: options.exactTolerance)
        progress("comparing parameters", 0)
        report.parameters = try VerifyReport.Parameters(of: reference, and: candidate, correspondence)
        progress("comparing parameters", 1)
        return report
    }

    /// Compares a model with what another framework recorded in float32.
    ///
    /// Layers of the model that were not recorded are no failure.
    ///
    /// - Throws: `mismatch` where the model cannot run on the recorded inputs, and whatever reading parameters throws.
    public func compare(_ recording: Recording, with candidate: Model) throws(FerryError) -> VerifyReport {
        let model = subject(candidate)
        var report = try compare(
            RecordingSubject(recording: recording, model: model), with: model, on: recording.inputs, same: [:],
            candidate: candidate.graph,
            exactTolerance: options.tolerance)
        report.extra = []
        return report
    }

    private func subject(_ model: Model) -> ModelSubject { ModelSubject(model: model, threads: options.threads) }

    private func compare(
        _ reference: some Subject, with candidate: ModelSubject, on inputs: [String: Tensor<Float>], same: [String: String],
        candidate graph: Graph, exactTolerance: Double
    ) throws(FerryError) -> VerifyReport {
        let candidateInputs = try InputMatch.inputs(inputs, ordered: reference.inputNames, for: graph)
        let match = LayerMatch(reference, candidate, same: same)
        let names = Set(match.pairs.map(\.reference.name))
        let counterparts = Set(match.pairs.map(\.candidate))

        progress("comparing in float64", 0)
        let truth = try keeping(reference.answers64(inputs, names), .reference, .float64)
        progress("comparing in float64", 0.5)
        let exact = try keeping(candidate.answers64(candidateInputs, counterparts), .candidate, .float64)
        progress("comparing in float32", 0)
        let expected = try keeping(reference.answers32(inputs, names), .reference, .float32)
        progress("comparing in float32", 0.5)
        let answers = try keeping(candidate.answers32(candidateInputs, counterparts), .candidate, .float32)
        progress("comparing in float32", 1)

        let rows = match.pairs.map { pair in
            VerifyReport.Row(
                pair.reference, counterpart: pair.candidate,
                float64: Answers(truth[pair.reference.name], exact[pair.candidate], within: exactTolerance),
                float32: Answers(expected[pair.reference.name], answers[pair.candidate], within: options.tolerance))
        }
        return VerifyReport(
            rows: rows, missing: match.missing, extra: match.extra, parameters: nil,
            samples: inputs.values.first?.shape.first ?? 1, options: options)
    }

    private func keeping<Scalar>(
        _ answers: [String: Tensor<Scalar>], _ side: Answer.Side, _ precision: Answer.Precision
    ) throws(FerryError) -> [String: Tensor<Scalar>] {
        guard let keep else { return answers }
        for name in answers.keys.sorted() {
            guard let tensor = answers[name] else { continue }
            try keep(
                Answer(
                    side: side, precision: precision, name: name, shape: tensor.shape, elements: tensor.elements.map(Double.init))
            )
        }
        return answers
    }
}
