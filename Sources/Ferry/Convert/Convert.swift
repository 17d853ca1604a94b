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
    let target = try ModelOutput(
        output, format: options.target, replacesExisting: options.replacesExisting, formats)
    let imported = try formats.read(input, as: options.source, options.read)
    do {
        try target.check(imported.model, options.write)
    } catch {
        throw error.at(Location(file: input))
    }
    try target.write(imported.model, state: imported.state, options.write, progress: progress)
    var report = ConvertReport(input: input, imported, output: output, format: target.format, byteCount: target.byteCount)
    report.notices += target.notices(imported.model, state: imported.state, options.write)
    if var verification = options.verification {
        if let inputs = options.inputs { verification.inputs = try ArrayFile(path: inputs).inputs(for: imported.model) }
        if let batch = options.write.batch { verification.samples = batch }
        let written = try target.readBack(as: imported.model, state: imported.state, options.write)
        report.verification = try Verifier(verification, progress: progress).compare(imported.model, with: written)
    }
    guard report.isWritten else { return report }
    try target.commit()
    return report
}
