/// A format's name on the command line and in reports: `onnx`, `keras`, `keras-h5`.
public struct FormatID: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let name: String
    public init(_ name: String) { self.name = name }
    public init(stringLiteral name: String) { self.name = name }
    public var description: String { name }
}

/// How sure a format is that a file is its own.
public enum ProbeResult: Hashable, Sendable {
    case no
    /// The container fits, the content does not contradict.
    case possible
    /// The content says so.
    case certain
}

/// A file format of models. A value, so that it can carry options.
public protocol ModelFormat: Sendable {
    var id: FormatID { get }
    /// What it is, in a few words, for `ferry formats`.
    var summary: String { get }
    /// Extensions without the dot; the longest match chooses the format of an output (`weights.h5` before `h5`).
    var fileExtensions: [String] { get }
    /// What the format calls an operator, layer classes or node types; empty where it cannot hold it.
    func names(for operation: any Operator.Type) -> [String]
}

extension ModelFormat {
    public func names(for operation: any Operator.Type) -> [String] { [] }
}

/// A format that can be read.
public protocol ModelReader: ModelFormat {
    /// Whether the file is of this format, by its content.
    ///
    /// - Throws: `io` where the file cannot be read; a broken file is a `possible` or a `no`, never an error.
    func probe(_ file: any ByteSource) throws(FerryError) -> ProbeResult

    /// Reads a model; its weights stay in the file.
    ///
    /// - Throws: `malformed`, `unsupported`, `mismatch` and `limit`, all problems of the file in one error.
    func read(_ file: any ByteSource, options: ReadOptions) throws(FerryError) -> Imported

    /// Whether files hold weights in an order that only the framework's configuration explains (``ReadOptions/configuration``).
    var needsConfiguration: Bool { get }
}

extension ModelReader {
    public var needsConfiguration: Bool { false }
}

/// A format that can be written.
public protocol ModelWriter: ModelFormat {
    /// All that the format cannot express of `model`; empty where ``write(_:state:options:to:)`` will succeed.
    func problems(writing model: Model, options: WriteOptions) -> [FerryError]

    /// Writes a model; the caller commits the file.
    ///
    /// - Throws: ``problems(writing:options:)``, and `io`.
    func write(_ model: Model, state: TrainingState?, options: WriteOptions, to file: AtomicFile) throws(FerryError)

    /// What a user should know of the written file though nothing is wrong: what it leaves out, or what its readers do otherwise.
    func notices(writing model: Model, state: TrainingState?, options: WriteOptions) -> [String]

    /// What reading the written file back needs beside it: the architecture, for files that hold weights only.
    ///
    /// - Parameter options: those it was written with.
    func readOptions(for model: Model, state: TrainingState?, options: WriteOptions) -> ReadOptions
}

extension ModelWriter {
    public func notices(writing model: Model, state: TrainingState?, options: WriteOptions) -> [String] { [] }

    public func readOptions(for model: Model, state: TrainingState?, options: WriteOptions) -> ReadOptions { ReadOptions() }
}

/// What reading needs beside the file.
public struct ReadOptions: Sendable {
    /// For files that hold weights only: a file with an architecture, or the name of a built-in one.
    public var architecture: String?
    /// The same as a document: what the framework says of a model, as ``Origin/configuration`` keeps it.
    public var configuration: JSONValue?
    /// The same as a model: weights replace those that it has, by name. For formats of weights alone (``WeightsReader``).
    public var model: Model?
    /// Sizes without the batch for inputs whose sizes the file leaves open, by input name.
    public var inputShapes: [String: [Int]] = [:]
    /// Whether files are accepted that are genuine but not as the framework writes them (HDF5 with chunks, compression, newer format).
    public var acceptsUnusual = false

    public init() {}
}

/// How a model is written.
public struct WriteOptions: Sendable {
    public enum ImageLayout: String, Sendable, CaseIterable { case nhwc, nchw }

    /// ONNX operator set; nothing for the writer's default.
    public var opset: Int?
    /// The layout of image inputs; nothing for the source's.
    public var layout: ImageLayout?
    /// A fixed batch size; nothing leaves it open.
    public var batch: Int?
    /// Whether weights go to a second file beside the model (ONNX external data); otherwise only past the format's size limit.
    public var usesExternalData = false
    /// The generation of Keras that shall read the file, 2 or 3; nothing for 3.
    public var kerasGeneration: Int?
    /// Whether the optimizer's variables go into whole-model HDF5 files of Keras; its own archives always have them.
    public var includesOptimizerState = false

    public init() {}

    /// What is asked for beyond the defaults, in words: a format refuses what it has no place for.
    public var requests: [String] {
        let asked = [
            opset.map { "operator set \($0)" }, layout.map { "images in the layout \($0.rawValue)" },
            batch.map { "a fixed batch of \($0)" }, usesExternalData ? "weights in a second file" : nil,
            kerasGeneration.map { "layers as Keras \($0) writes them" },
            includesOptimizerState ? "an optimizer's variables" : nil,
        ]
        return asked.compactMap(\.self)
    }
}

/// What a reader found.
public struct Imported: Sendable {
    public var model: Model
    public var state: TrainingState?
    /// What a reader should know though nothing is wrong: conversions, ignored parts.
    public var notices: [String]

    public init(model: Model, state: TrainingState? = nil, notices: [String] = []) {
        self.model = model
        self.state = state
        self.notices = notices
    }
}
