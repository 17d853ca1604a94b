public import FerryCore
public import Testing

/// Expects two models to agree, layer by layer and parameter by parameter.
///
/// A disagreement fails the test with the table of layers, at the caller's line.
///
/// ```swift
/// @Test func `the export computes what the original does`() throws {
///     try expectAgreement(original, exported, within: 1e-5)
/// }
/// ```
///
/// - Parameters:
///   - tolerance: the largest difference in float32, relative to the largest magnitude of a layer's output.
///   - options: samples, seed, inputs and the float64 tolerance; its float32 tolerance gives way to `tolerance`.
/// - Returns: the comparison, for further expectations.
/// - Throws: ``FerryError`` where the two cannot be compared at all.
@discardableResult
public func expectAgreement(
    _ reference: Model, _ candidate: Model, within tolerance: Double = 1e-5, options: VerifyOptions = VerifyOptions(),
    sourceLocation: SourceLocation = #_sourceLocation
) throws(FerryError) -> VerifyReport {
    let report = try Verifier(options.tolerating(tolerance)).compare(reference, with: candidate)
    return expect(report, sourceLocation)
}

/// Expects a model to answer what another framework recorded, layer by layer.
///
/// - Returns: the comparison, for further expectations.
/// - Throws: ``FerryError`` where the two cannot be compared at all.
@discardableResult
public func expectAgreement(
    _ recording: Recording, _ candidate: Model, within tolerance: Double = 1e-5, options: VerifyOptions = VerifyOptions(),
    sourceLocation: SourceLocation = #_sourceLocation
) throws(FerryError) -> VerifyReport {
    let report = try Verifier(options.tolerating(tolerance)).compare(recording, with: candidate)
    return expect(report, sourceLocation)
}

private func expect(_ report: VerifyReport, _ sourceLocation: SourceLocation) -> VerifyReport {
    if !report.passes { Issue.record(Comment(rawValue: "\n" + report.description), sourceLocation: sourceLocation) }
    return report
}

extension VerifyOptions {
    fileprivate func tolerating(_ tolerance: Double) -> VerifyOptions {
        var options = self
        options.tolerance = tolerance
        return options
    }
}
