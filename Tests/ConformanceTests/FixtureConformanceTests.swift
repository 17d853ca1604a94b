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
        let original = try FormatRegistry.standard.read(fixture.path, fixture.options)
        let folder = try TemporaryFolder()
        let path = folder.path + "/model.onnx"
        var options = WriteOptions()
        options.layout = layout
        let file = try AtomicFile(path: path)
        try FormatRegistry.standard.writer(forPath: path).write(original.model, state: original.state, options: options, to: file)
        try file.commit()

        let carried = try FormatRegistry.standard.read(path)
        let report = try expectAgreement(original.model, carried.model)
        #expect(report.largestExact <= 1e-12)
        #expect(report.missing == [] && report.extra == [])
        // What Keras needs to have the same model again.
        #expect(carried.model.origin.configuration == original.model.origin.configuration)
        #expect(carried.model.origin.framework == original.model.origin.framework)
        #expect(carried.state?.configuration == original.state?.configuration)
        #expect(carried.model.parameterNames == original.model.parameterNames)
        #expect(carried.model.frozenNames == original.model.frozenNames)
    }
}

extension Model {
    fileprivate var parameterNames: Set<String> { Set(parameters.keys.map { graph[$0].name }) }
    fileprivate var frozenNames: Set<String> { Set(frozen.map { graph[$0].name }) }
}
