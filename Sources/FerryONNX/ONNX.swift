public import FerryCore

/// The Open Neural Network Exchange format: https://onnx.ai
public struct ONNX: ModelReader, ModelWriter {
    static let formatID: FormatID = "onnx"
    static let producerName = "ferry"
    /// protobuf ends at 2 GiB; past this many bytes of tensors they go to a file beside the model.
    static let inlineByteLimit = 1_500_000_000

    private let operators: ONNXOperatorTable

    /// - Parameter operators: what is read and written.
    public init(operators: ONNXOperatorTable = .standard) { self.operators = operators }

    public var id: FormatID { Self.formatID }
    public var summary: String { "ONNX" }
    public var fileExtensions: [String] { ["onnx"] }
    public func names(for operation: any Operator.Type) -> [String] { operators[operatorName: operation.name]?.names ?? [] }

    public func probe(_ file: any ByteSource) throws(FerryError) -> ProbeResult { try ONNXProbe.probe(file) }

    public func read(_ file: any ByteSource, options: ReadOptions) throws(FerryError) -> Imported {
        let onnx = try ModelUnpacker.unpack(file)
        do {
            try checkVersions(onnx)
            var decoder = try ONNXDecoder(onnx, table: operators, inputShapes: options.inputShapes)
            var model = try decoder.run()
            guard let origin = onnx.carriedOrigin else { return Imported(model: model) }
            origin.restore(&model)
            return Imported(model: model, state: origin.training.map { TrainingState(configuration: $0) })
        } catch {
            throw error.at(Location(file: file.name))
        }
    }

    private func checkVersions(_ onnx: ONNXModel) throws(FerryError) {
        guard OperatorSet.readableFormats.contains(onnx.irVersion) else {
            throw FerryError(
                .unsupported, "the version of ONNX's format is not one that Ferry reads",
                expected: "\(OperatorSet.readableFormats.lowerBound) to \(OperatorSet.readableFormats.upperBound)",
                found: "\(onnx.irVersion)", at: Location(path: "ir_version"))
        }
        guard OperatorSet.readable.contains(onnx.opset) else {
            throw FerryError(
                .unsupported, "the version of ONNX's operators is not one that Ferry reads",
                expected: "\(OperatorSet.readable.lowerBound) to \(OperatorSet.readable.upperBound)", found: "\(onnx.opset)",
                at: Location(path: "opset_import"))
        }
    }

    public func problems(writing model: Model, options: WriteOptions) -> [FerryError] { encode(model, nil, options).problems }

    public func write(
        _ model: Model, state: TrainingState?, options: WriteOptions, to file: AtomicFile
    ) throws(FerryError) {
        let (onnx, problems) = encode(model, state, options)
        if let error = FerryError.all(problems) { throw error }
        let byteCount = onnx.initializers.reduce(0) { $0 + $1.source.byteCount }
        guard options.usesExternalData || byteCount > Self.inlineByteLimit else {
            try ModelPacker.pack(onnx, external: nil, to: file)
            return
        }
        let data = try file.addCompanion(suffix: ".data")
        let name = data.path.split(separator: "/").last.map(String.init) ?? data.path
        let layout = ExternalDataLayout(onnx.initializers, location: name)
        try layout.write(to: data)
        try ModelPacker.pack(onnx, external: layout, to: file)
    }

    /// What only Keras's formats can do.
    private static func refused(_ options: WriteOptions) -> [FerryError] {
        let asked: [(isAsked: Bool, what: String)] = [
            (options.kerasGeneration != nil, "for a generation of Keras"),
            (options.includesOptimizerState, "an optimizer's variables"),
        ]
        return asked.filter(\.isAsked).map { FerryError(.usage, "Ferry writes \($0.what) to Keras files only") }
    }

    private func encode(
        _ model: Model, _ state: TrainingState?, _ options: WriteOptions
    ) -> (onnx: ONNXModel, problems: [FerryError]) {
        let opset = options.opset ?? OperatorSet.standard
        var encoder = ONNXEncoder(model, options: options, table: operators)
        guard OperatorSet.writable.contains(opset) else {
            let range = "\(OperatorSet.writable.lowerBound) to \(OperatorSet.writable.upperBound)"
            return (
                encoder.onnx,
                [FerryError(.usage, "Ferry does not write this ONNX operator set", expected: range, found: "\(opset)")]
            )
        }
        let problems = Self.refused(options) + encoder.run(batch: options.batch)
        var onnx = encoder.onnx
        if let text = CarriedOrigin(model, state).text { onnx.metadata.append((CarriedOrigin.key, text)) }
        return (onnx, problems)
    }
}
