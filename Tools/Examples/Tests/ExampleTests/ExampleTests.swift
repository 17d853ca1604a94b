import Ferry
import FerryTesting
import Foundation
import Testing
import TextWeights
import UnitNormalization

@Suite struct `A package that adds to Ferry` {
    /// What make_model.py made with Keras.
    static func path(_ name: String) throws -> String {
        try #require(Bundle.module.path(forResource: "Models/" + name, ofType: nil))
    }

    static func model() throws -> Model { try FormatRegistry.example.read(path("embedding.keras")).model }

    /// A folder that goes when the test is done.
    final class Folder {
        let path = NSTemporaryDirectory() + "/ferry-example-" + UUID().uuidString

        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    @Test func `reads its layer, and computes what Keras recorded`() throws {
        let recording = try #require(try ArrayFile(path: Self.path("embedding.npz")).recording())
        let model = try Self.model()
        #expect(model.graph.nodes.contains { $0.operation is UnitNormalization })
        try expectAgreement(recording, model)
    }

    @Test(arguments: ["embedding.onnx", "embedding.keras"])
    func `writes its operator, and finds it again`(name: String) throws {
        let folder = try Folder()
        let report = try convert(Self.path("embedding.keras"), to: folder.path + "/" + name, formats: .example)
        #expect(report.isWritten, "\(report.text)")
        let written = try FormatRegistry.example.read(folder.path + "/" + name).model
        #expect(written.graph.nodes.count { $0.operation is UnitNormalization } == 2)
        try expectAgreement(Self.model(), written)
    }

    @Test func `describes its operator to Keras where the model came from ONNX`() throws {
        let folder = try Folder()
        var model = try Self.model()
        // As if it had been read from another exporter's file.
        model.origin = Origin(format: "onnx")
        let file = try AtomicFile(path: folder.path + "/foreign.keras")
        try FormatRegistry.example.writer("keras").write(model, state: nil, options: WriteOptions(), to: file)
        try file.commit()
        try expectAgreement(model, FormatRegistry.example.read(file.path).model)
    }

    @Test func `writes its format, and reads it with an architecture`() throws {
        let folder = try Folder()
        let weights = folder.path + "/embedding.weights.txt"
        #expect(try convert(Self.path("embedding.keras"), to: weights, formats: .example).isWritten)
        var options = ReadOptions()
        options.architecture = try Self.path("embedding.keras")
        let read = try FormatRegistry.example.read(weights, options).model
        let report = try expectAgreement(Self.model(), read, within: 0)
        #expect(report.parameters?.different.isEmpty == true)
    }

    @Test func `keeps every number of its format to the bit`() throws {
        let folder = try Folder()
        let numbers: [Float] = [0, -0.0, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.infinity]
        let source = MemorySource(Tensor<Float>(shape: [3, 2], elements: numbers))
        let file = try AtomicFile(path: folder.path + "/numbers.weights.txt")
        try TextWeights().write(NamedTensors([.init(name: "größe/kernel", source: source)]), to: file)
        try file.commit()
        let read = try TextWeights().tensors(in: FileByteSource(path: file.path)).entries
        #expect(read.map(\.name) == ["größe/kernel"] && read[0].source.shape == [3, 2])
        #expect(try read[0].source.loadFloat().elements.map(\.bitPattern) == numbers.map(\.bitPattern))
    }

    @Test(arguments: [
        "dense/kernel\t2x2\t1 2 3\n", "dense/kernel\t-1x-2\t1 2\n", "dense/kernel\t2\t1 two\n", "dense/kernel 2 1 2\n",
        "a\t1\t1\na\t1\t1\n", "a\t1\t1",
    ])
    func `refuses what breaks the rules of its format, with the place`(lines: String) throws {
        let file = MemoryByteSource(Array(("ferry text weights\n" + lines).utf8), name: "broken.weights.txt")
        let error = try #require(throws: FerryError.self) { try FormatRegistry.example.read(file, by: TextWeights()) }
        #expect(error.code == .malformed && error.location.file == "broken.weights.txt")
    }

    @Test func `is listed with what it adds`() {
        let list = OperatorList(.standard.adding([UnitNormalization.self]), .example)
        let row = list.rows.first { $0.name == "UnitNormalization" }
        #expect(row?.names.map(\.format) == ["keras", "onnx"])
        #expect(FormatList(.example).rows.map(\.id) == ["keras", "onnx", "text"])
    }
}
