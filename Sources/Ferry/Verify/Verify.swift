internal import FerryArchive
public import FerryCore

/// How two files are compared.
public struct VerifyFilesOptions: Sendable {
    public var verification = VerifyOptions()
    /// Arrays to compare on, instead of random ones: the path of an `.npz` or `.npy` file.
    public var inputs: String?
    /// How both files are read.
    public var read = ReadOptions()
    /// A folder that every compared value is written to, as `.npy`; nothing keeps none.
    public var keepFolder: String?

    public init() {}
}

/// Compares two models layer by layer, or a model with what another framework recorded of it.
///
/// - Parameters:
///   - reference: a model file, or a recording: an `.npz` file whose arrays are all named `inputs/…` or `values/…`.
///   - candidate: a model file.
/// - Throws: what reading the files throws; `mismatch` where the two cannot run on the same inputs; `cannotCreate` and `io` of
///   the folder.
public func verify(
    _ reference: String, _ candidate: String, _ options: VerifyFilesOptions = VerifyFilesOptions(),
    formats: FormatRegistry = .standard, progress: Progress = .none
) throws(FerryError) -> VerifyReport {
    let recording = try recording(at: reference)
    let model = try formats.read(candidate, options.read).model
    let folder: AnswerFolder? = if let path = options.keepFolder { try AnswerFolder(path) } else { nil }
    if let recording {
        guard options.inputs == nil else {
            throw FerryError(
                .usage, "a recording brings its own inputs", at: Location(file: reference), remedy: "leave --inputs away")
        }
        return try Verifier(options.verification, progress: progress, keeping: folder?.keep).compare(recording, with: model)
    }
    let referenceModel: Model
    do {
        referenceModel = try formats.read(reference, options.read).model
    } catch {
        throw try explained(error, reference)
    }
    var verification = options.verification
    if let inputs = options.inputs { verification.inputs = try ArrayFile(path: inputs).inputs(for: referenceModel) }
    return try Verifier(verification, progress: progress, keeping: folder?.keep).compare(referenceModel, with: model)
}

/// The recording in a file, or nothing where it is something else; what else, the formats say better.
private func recording(at path: String) throws(FerryError) -> Recording? {
    let file = try FileByteSource(path: path)
    guard let names = try NPZ.names(in: file), NPZ.isRecording(names) else { return nil }
    return try ArrayFile(path: path).recording()
}

/// The reason why a reference cannot be read, in better words where it holds arrays: they might have been meant as a recording.
private func explained(_ error: FerryError, _ path: String) throws(FerryError) -> FerryError {
    guard error.code == .usage, try NPZ.names(in: FileByteSource(path: path)) != nil else { return error }
    var error = error
    error.problem = "the arrays are no recording, and as weights they lack an architecture"
    error.expected = "names that begin with inputs/ or values/, or an architecture beside the file"
    return error
}
