internal import FerryCore

/// A model file under way: beside its place until it is complete, durable and verified.
struct ModelOutput {
    let path: String
    private let writer: any ModelWriter
    private let file: AtomicFile
    private let formats: FormatRegistry

    /// - Parameter format: told by the path's extension unless given.
    /// - Throws: `usage` where no writer fits, `cannotCreate` where the output exists or its folder refuses it.
    init(_ path: String, format: FormatID? = nil, replacesExisting: Bool, _ formats: FormatRegistry) throws(FerryError) {
        self.path = path
        self.formats = formats
        writer = if let format { try formats.writer(format) } else { try formats.writer(forPath: path) }
        file = try AtomicFile(path: path, replacingExisting: replacesExisting)
    }

    var format: FormatID { writer.id }
    var byteCount: Int { file.byteCount }

    /// - Throws: all that the format cannot express of the model, in one error.
    func check(_ model: Model, _ options: WriteOptions) throws(FerryError) {
        if let refusal = FerryError.all(writer.problems(writing: model, options: options)) { throw refusal }
    }

    /// What a user should know of the file though nothing is wrong.
    func notices(_ model: Model, state: TrainingState?, _ options: WriteOptions) -> [String] {
        writer.notices(writing: model, state: state, options: options)
    }

    func write(
        _ model: Model, state: TrainingState?, _ options: WriteOptions, progress: Progress
    ) throws(FerryError) {
        progress("writing \(path)", 0)
        try writer.write(model, state: state, options: options, to: file)
        progress("writing \(path)", 1)
    }

    /// What is on disk now. That it can be read is Ferry's promise, so a refusal is Ferry's defect.
    ///
    /// - Parameters:
    ///   - model: what was written; says what reading needs beside the file.
    ///   - state: what was written with it.
    ///   - options: how it was written.
    /// - Throws: `usage` where the format cannot be read; `io`; `internalDefect`.
    func readBack(as model: Model, state: TrainingState?, _ options: WriteOptions) throws(FerryError) -> Model {
        guard let reader = formats[writer.id] as? any ModelReader else {
            throw FerryError(
                .usage, "format '\(writer.id)' cannot be read back to be verified", at: Location(file: path),
                remedy: "give --no-verify")
        }
        do {
            let options = writer.readOptions(for: model, state: state, options: options)
            return try reader.read(try FileByteSource(path: file.temporaryPath), options: options).model
        } catch {
            guard error.code != .io else { throw error }
            var location = error.location
            location.file = path
            throw FerryError(
                .internalDefect, "the written file cannot be read back: \(error.problem)", expected: error.expected,
                found: error.found, at: location, remedy: "please report it, with the input", others: error.others)
        }
    }

    /// Puts the file into its place.
    func commit() throws(FerryError) { try file.commit() }
}
