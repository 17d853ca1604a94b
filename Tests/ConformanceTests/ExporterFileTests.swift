import Ferry
import FerryTesting
import FixtureCases
import Foundation
import Testing

@Suite struct `Every model that another exporter wrote` {
    struct Export: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var path: String { FixtureCase.folder + "onnx/" + testDescription + ".onnx" }
        var recording: String { FixtureCase.folder + "onnx/" + testDescription + ".npz" }
    }

    static let exports: [Export] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: FixtureCase.folder + "onnx")) ?? []
        return names.filter { $0.hasSuffix(".onnx") }.sorted().map { Export(testDescription: String($0.dropLast(5))) }
    }()

    @Test func `is there`() {
        #expect(Self.exports.count == 42)
    }

    @Test(arguments: exports)
    func `answers what ONNX Runtime recorded`(export: Export) throws {
        let recording = try #require(try ArrayFile(path: export.recording).recording())
        let model = try FormatRegistry.standard.read(export.path).model
        #expect(Set(recording.values.keys) == Set(model.graph.outputs.map { model.graph[$0].name }))
        let report = try expectAgreement(recording, model, within: 5e-6)
        #expect(report.missing == [])
    }

    /// Models of these exporters are channels-first inside, and Ferry's are not.
    @Test(arguments: exports)
    func `is turned where it begins and ends, and nowhere between`(export: Export) throws {
        let graph = try FormatRegistry.standard.read(export.path).model.graph
        for node in graph.nodes where node.operation is Transpose && !export.testDescription.contains("activations") {
            let isAtEdge = node.inputs.contains { $0.map(graph.inputs.contains) ?? false } || graph.outputs.contains(node.output)
            #expect(isAtEdge, "\(node.name)")
        }
    }

    @Test(arguments: exports)
    func `comes back from ONNX bit by bit, and answers alike in float64`(export: Export) throws {
        let model = try FormatRegistry.standard.read(export.path).model
        let folder = try TemporaryFolder()
        let path = folder.path + "/model.onnx"
        let file = try AtomicFile(path: path)
        var options = WriteOptions()
        // A reduction that Ferry has no operator of its own for is written as it was read: with its axes as an input.
        options.opset = 18
        try FormatRegistry.standard.writer(forPath: path).write(model, state: nil, options: options, to: file)
        try file.commit()
        let report = try expectAgreement(model, FormatRegistry.standard.read(path).model)
        #expect(report.largestExact <= 1e-12)
        #expect(report.missing == [] && report.extra == [])
    }

    /// Functions that no layer of Keras is, nodes that no operator of Ferry is, and merges with a constant.
    static let foreignToKeras = ["gelu(approximate: true)", "ONNXFunction", "takes a constant"]

    @Test(arguments: exports)
    func `becomes a model of Keras, or is refused by what Keras does not have`(export: Export) throws {
        let model = try FormatRegistry.standard.read(export.path).model
        let writer = try FormatRegistry.standard.writer("keras")
        let problems = writer.problems(writing: model, options: WriteOptions())
        #expect(problems.allSatisfy { problem in Self.foreignToKeras.contains { problem.problem.contains($0) } })
        guard problems.isEmpty else {
            #expect(export.testDescription.contains("activations") || export.testDescription.hasPrefix("old"))
            return
        }
        let folder = try TemporaryFolder()
        let file = try AtomicFile(path: folder.path + "/model.keras")
        try writer.write(model, state: nil, options: WriteOptions(), to: file)
        try file.commit()
        let report = try expectAgreement(model, FormatRegistry.standard.read(folder.path + "/model.keras").model)
        #expect(report.largestExact <= 1e-12)
        #expect(report.missing == [] && report.extra == [])
    }
}
