import FerryCore
import FixtureCases
import Testing

@testable import FerryONNX

/// Writes models as ONNX and reads them back.
enum RoundTrip {
    /// The file's bytes.
    static func write(_ model: Model, _ options: WriteOptions = WriteOptions(), in folder: TemporaryFolder) throws -> String {
        let path = folder.path + "/model.onnx"
        let file = try AtomicFile(path: path, replacingExisting: true)
        try ONNX().write(model, state: nil, options: options, to: file)
        try file.commit()
        return path
    }

    static func read(_ path: String) throws -> Model {
        try ONNX().read(try FileByteSource(path: path), options: ReadOptions()).model
    }

    /// What the file holds, without decoding.
    static func contents(_ model: Model, _ options: WriteOptions = WriteOptions()) throws -> ONNXModel {
        let folder = try TemporaryFolder()
        let path = try write(model, options, in: folder)
        return try ModelUnpacker.unpack(try FileByteSource(path: path))
    }

    /// Expects that the model survives writing and reading: names, parameters' bits, and every value in float64 to the bit.
    static func expectFaithful(
        _ model: Model, _ options: WriteOptions = WriteOptions(), sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let folder = try TemporaryFolder()
        let copy = try read(try write(model, options, in: folder))
        let names = { (model: Model, ids: [ValueID]) in ids.map { model.graph[$0].name } }
        #expect(names(copy, copy.graph.inputs) == names(model, model.graph.inputs), sourceLocation: sourceLocation)
        #expect(names(copy, copy.graph.outputs) == names(model, model.graph.outputs), sourceLocation: sourceLocation)
        #expect(
            copy.graph.inputs.map { copy.graph[$0].type } == model.graph.inputs.map { model.graph[$0].type },
            sourceLocation: sourceLocation)
        try expectEqualParameters(copy, model, sourceLocation)
        try expectEqualValues(copy, model, sourceLocation)
    }

    private static func expectEqualParameters(_ copy: Model, _ model: Model, _ location: SourceLocation) throws {
        let copied = Dictionary(uniqueKeysWithValues: copy.parameters.map { (copy.graph[$0.key].name, $0.value) })
        let given = Dictionary(uniqueKeysWithValues: model.parameters.map { (model.graph[$0.key].name, $0.value) })
        #expect(copied.keys.sorted() == given.keys.sorted(), sourceLocation: location)
        for (name, source) in given {
            let found = try #require(copied[name], sourceLocation: location)
            #expect(found.shape == source.shape, "\(name)", sourceLocation: location)
            #expect(
                try found.bytes(0..<found.byteCount) == source.bytes(0..<source.byteCount), "\(name)", sourceLocation: location)
        }
    }

    private static func expectEqualValues(_ copy: Model, _ model: Model, _ location: SourceLocation) throws {
        let inputs = try RandomInputs.make(for: model.graph, samples: 2, seed: 7).mapValues { Tensor<Double>($0) }
        let expected = try ReferenceInterpreter(model).run(inputs)
        let found = try ReferenceInterpreter(copy).run(inputs)
        for (name, tensor) in expected { #expect(found[name] == tensor, "\(name)", sourceLocation: location) }
        #expect(found.keys.allSatisfy { expected[$0] != nil }, sourceLocation: location)
    }
}
