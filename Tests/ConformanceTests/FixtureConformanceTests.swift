import Ferry
import FerryTesting
import FixtureCases
import Testing

@Suite struct `Every model that Keras wrote` {
    static let recorded = FixtureCase.genuine.filter { $0.recording != nil }

    @Test(arguments: recorded)
    func `computes in every layer what Keras recorded`(fixture: FixtureCase) throws {
        let path = try #require(fixture.recording)
        let recording = try #require(try ArrayFile(path: path).recording())
        try expectAgreement(recording, FormatRegistry.standard.read(fixture.path, fixture.options).model, within: 1e-5)
    }

    @Test(arguments: FixtureCase.genuine, WriteOptions.ImageLayout.allCases)
    func `comes back from ONNX bit by bit, and answers alike in float64`(
        fixture: FixtureCase, layout: WriteOptions.ImageLayout
    ) throws {
        let model = try FormatRegistry.standard.read(fixture.path, fixture.options).model
        let folder = try TemporaryFolder()
        let path = folder.path + "/model.onnx"
        var options = WriteOptions()
        options.layout = layout
        let file = try AtomicFile(path: path)
        try FormatRegistry.standard.writer(forPath: path).write(model, state: nil, options: options, to: file)
        try file.commit()

        let report = try expectAgreement(model, FormatRegistry.standard.read(path).model)
        #expect(report.largestExact <= 1e-12)
        #expect(report.missing == [] && report.extra == [])
    }
}
