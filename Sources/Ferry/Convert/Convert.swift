public import FerryCore

/// Carries a model from one file format to another, and compares the two before the output appears.
///
/// The output holds what was there before until the new file is complete, durable and verified. Where the verification fails it
/// stays so, and the report says it.
///
/// - Parameters:
///   - input: the path of a file of any readable format.
///   - output: the path of the file to write.
/// - Throws: `cannotCreate` before any work where the output exists or its folder refuses it; what the reader and the writer
///   refuse, all of it at once; `io`.
public func convert(
    _ input: String, to output: String, _ options: ConvertOptions = ConvertOptions(), formats: FormatRegistry = .standard,
    progress: Progress = .none
) throws(FerryError) -> ConvertReport {
    let writer = if let target = options.target { try formats.writer(target) } else { try formats.writer(forPath: output) }
    let file = try AtomicFile(path: output, replacingExisting: options.replacesExisting)
    let imported = try formats.read(input, as: options.source, options.read)
    if let refusal = FerryError.all(writer.problems(writing: imported.model, options: options.write)) {
        throw refusal.at(Location(file: input))
    }
    progress("writing \(output)", 0)
    try writer.write(imported.model, state: imported.state, options: options.write, to: file)
    progress("writing \(output)", 1)
    var report = ConvertReport(input: input, imported, output: output, format: writer.id, byteCount: file.byteCount)
    if var verification = options.verification {
        if let inputs = options.inputs { verification.inputs = try ArrayFile(path: inputs).inputs(for: imported.model) }
        if let batch = options.write.batch { verification.samples = batch }
        let written = try readBack(file, writer, formats)
        report.verification = try Verifier(verification, progress: progress).compare(imported.model, with: written)
    }
    guard report.isWritten else { return report }
    try file.commit()
    return report
}

/// Reads what was just written. That it can be read is Ferry's promise, so a refusal is Ferry's defect.
private func readBack(
    _ file: AtomicFile, _ writer: any ModelWriter, _ formats: FormatRegistry
) throws(FerryError) -> Model {
    guard let reader = formats[writer.id] as? any ModelReader else {
        throw FerryError(
            .usage, "format '\(writer.id)' cannot be read back to be verified", at: Location(file: file.path),
            remedy: "give --no-verify")
    }
    do {
        return try reader.read(try FileByteSource(path: file.temporaryPath), options: ReadOptions()).model
    } catch {
        guard error.code != .io else { throw error }
        var location = error.location
        location.file = file.path
        throw FerryError(
            .internalDefect, "the written file cannot be read back: \(error.problem)", expected: error.expected,
            found: error.found, at: location, remedy: "please report it, with the input", others: error.others)
    }
}
