import Ferry
import FerryKeras
import FerryONNX
import FixtureCases
import Foundation
import Testing

/// ONNX with a defect: the first bias is written a little off.
private struct DefectiveONNX: ModelReader, ModelWriter {
    private let sound = ONNX()

    var id: FormatID { sound.id }
    var summary: String { sound.summary }
    var fileExtensions: [String] { sound.fileExtensions }

    func probe(_ file: any ByteSource) throws(FerryError) -> ProbeResult { try sound.probe(file) }

    func read(_ file: any ByteSource, options: ReadOptions) throws(FerryError) -> Imported {
        try sound.read(file, options: options)
    }

    func problems(writing model: Model, options: WriteOptions) -> [FerryError] {
        sound.problems(writing: model, options: options)
    }

    func write(
        _ model: Model, state: TrainingState?, options: WriteOptions, to file: AtomicFile
    ) throws(FerryError) {
        var model = model
        if let id = model.graph.value(named: "conv2d/bias"), let source = model.parameters[id] {
            var bias = try source.loadFloat()
            bias.elements[7] += 0.01
            model.parameters[id] = MemorySource(bias)
        }
        try sound.write(model, state: state, options: options, to: file)
    }
}

/// ONNX that writes what cannot be read.
private struct BrokenONNX: ModelReader, ModelWriter {
    private let sound = ONNX()

    var id: FormatID { sound.id }
    var summary: String { sound.summary }
    var fileExtensions: [String] { sound.fileExtensions }

    func probe(_ file: any ByteSource) throws(FerryError) -> ProbeResult { .no }

    func read(_ file: any ByteSource, options: ReadOptions) throws(FerryError) -> Imported {
        try sound.read(file, options: options)
    }

    func problems(writing model: Model, options: WriteOptions) -> [FerryError] { [] }

    func write(
        _ model: Model, state: TrainingState?, options: WriteOptions, to file: AtomicFile
    ) throws(FerryError) {
        try file.append([1, 2, 3])
    }
}

@Suite struct `A conversion` {
    static let input = FixtureCase.folder + "keras/mnist-cnn/keras3.h5"

    @Test func `by a writer with a defect leaves what was there and names the layer`() throws {
        let folder = try TemporaryFolder()
        let output = try folder.file("out.onnx", Data("precious".utf8))
        var options = ConvertOptions()
        options.replacesExisting = true
        let report = try convert(Self.input, to: output, options, formats: FormatRegistry([KerasH5(), DefectiveONNX()]))
        #expect(!report.isWritten)
        #expect(report.verification?.firstDivergence?.name == "conv2d")
        #expect(report.verification?.parameters?.different.map(\.name) == ["conv2d/bias"])
        #expect(report.text.hasSuffix("\(output) was not created"))
        #expect(try String(contentsOfFile: output, encoding: .utf8) == "precious")
        #expect(try folder.contents == ["out.onnx"])
    }

    @Test func `that cannot be read back is a defect of Ferry at the output`() throws {
        let folder = try TemporaryFolder()
        let output = folder.path + "/out.onnx"
        let error = try #require(throws: FerryError.self) {
            try convert(Self.input, to: output, formats: FormatRegistry([KerasH5(), BrokenONNX()]))
        }
        #expect(error.code == .internalDefect)
        #expect(error.location.file == output)
        #expect(try folder.contents == [])
    }

    @Test func `without verification trusts the writer`() throws {
        let folder = try TemporaryFolder()
        var options = ConvertOptions()
        options.verification = nil
        let report = try convert(
            Self.input, to: folder.path + "/out.onnx", options, formats: FormatRegistry([KerasH5(), DefectiveONNX()]))
        #expect(report.isWritten)
        #expect(try folder.contents == ["out.onnx"])
    }

    @Test func `with weights in a file of their own brings both or neither`() throws {
        let folder = try TemporaryFolder()
        var options = ConvertOptions()
        options.write.usesExternalData = true
        let output = folder.path + "/out.onnx"
        let defective = FormatRegistry([KerasH5(), DefectiveONNX()])
        #expect(try !convert(Self.input, to: output, options, formats: defective).isWritten)
        #expect(try folder.contents == [])
        #expect(try convert(Self.input, to: output, options).isWritten)
        #expect(try folder.contents == ["out.onnx", "out.onnx.data"])
    }

    @Test func `reads and writes the same path by force`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("model", Data(contentsOf: URL(fileURLWithPath: Self.input)))
        var options = ConvertOptions()
        options.target = "onnx"
        options.replacesExisting = true
        #expect(try convert(path, to: path, options).isWritten)
        #expect(try FormatRegistry.standard.read(path).model.origin.format == "onnx")
    }

    @Test(arguments: [WriteOptions.ImageLayout.nhwc, .nchw], [nil, 3])
    func `verifies every layout and batch`(layout: WriteOptions.ImageLayout, batch: Int?) throws {
        let folder = try TemporaryFolder()
        var options = ConvertOptions()
        options.write.layout = layout
        options.write.batch = batch
        let report = try convert(Self.input, to: folder.path + "/out.onnx", options)
        #expect(report.isWritten, "\(report.text)")
    }
}
