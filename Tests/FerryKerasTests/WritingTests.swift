import FerryArchive
import FerryCore
import FerryHDF5
import FerryKeras
import FixtureCases
import Testing

@Suite struct `A model that is written for Keras` {
    static let formats: [FormatID] = ["keras", "keras-variables-h5"]
    static let fixtures = FixtureCase.genuine.filter { !$0.id.contains("keras2") }

    /// Writes a model and reads it back from disk.
    private static func carried(
        _ imported: Imported, _ format: FormatID, in folder: TemporaryFolder
    ) throws -> Imported {
        let writer = try #require(KerasFormats.all[format] as? any ModelReader & ModelWriter)
        #expect(writer.problems(writing: imported.model, options: WriteOptions()).isEmpty)
        let file = try AtomicFile(path: folder.path + "/out")
        try writer.write(imported.model, state: imported.state, options: WriteOptions(), to: file)
        try file.commit()
        let options = writer.readOptions(for: imported.model, state: imported.state)
        return try writer.read(FileByteSource(path: folder.path + "/out"), options: options)
    }

    @Test(arguments: fixtures, formats)
    func `is read back with the same graph, bits and training state`(fixture: FixtureCase, format: FormatID) throws {
        let original = try KerasFormats.read(FileByteSource(path: fixture.path), fixture.options)
        let written = try Self.carried(original, format, in: TemporaryFolder())
        #expect(written.model.nodeLines == original.model.nodeLines)
        #expect(written.model.layers.map(\.path) == original.model.layers.map(\.path))
        #expect(written.model.layers.map(\.kind) == original.model.layers.map(\.kind))
        #expect(written.model.frozenNames == original.model.frozenNames)
        #expect(try written.model.weightBytes() == original.model.weightBytes())
        let (optimizer, expected) = (written.state?.optimizer, original.state?.optimizer)
        #expect(optimizer?.name == expected?.name)
        #expect(optimizer?.iteration == expected?.iteration)
        #expect(optimizer?.learningRate == expected?.learningRate)
        #expect(try optimizer?.slotBytes() == expected?.slotBytes())
        #expect(written.state?.configuration?["loss"] == original.state?.configuration?["loss"])
        #expect(written.state?.configuration?["metrics"] == original.state?.configuration?["metrics"])
    }

    @Test(arguments: ["keras3.15/optimizer-adam.keras", "mnist-cnn-keras3/keras"])
    func `lies in its file as Keras laid it out`(id: String) throws {
        let fixture = try FixtureCase.named(id)
        let folder = try TemporaryFolder()
        _ = try Self.carried(KerasFormats.read(id), "keras", in: folder)
        func contents(_ path: String) throws -> [String: [UInt8]] {
            let archive = try ZipArchive(try FileByteSource(path: path))
            #expect(archive.members.map(\.name) == ["metadata.json", "config.json", "model.weights.h5"])
            let weights = try #require(try archive.member(named: "model.weights.h5"))
            return try HDF5File(weights).root.datasets
        }
        #expect(try contents(folder.path + "/out") == contents(fixture.path))
    }

    @Test(arguments: formats) func `gives the same bytes each time`(format: FormatID) throws {
        let imported = try KerasFormats.read("mnist-cnn-keras3/keras")
        let folders = [try TemporaryFolder(), try TemporaryFolder()]
        for folder in folders { _ = try Self.carried(imported, format, in: folder) }
        let files = try folders.map { try FileByteSource(path: $0.path + "/out").bytes() }
        #expect(files[0] == files[1])
    }

    @Test(arguments: KerasRecipes.names, formats)
    func `after a recipe is read back as it was drawn`(name: String, format: FormatID) throws {
        let model = try KerasRecipes.model(named: name, seed: 7)
        let trained = try #require(model.graph.value(named: "conv2d/kernel"))
        let moment = try #require(model.parameters[trained])
        var slots: [String: any TensorSource] = [:]
        for (id, source) in model.parameters where !model.frozen.contains(id) { slots[model.graph[id].name] = source }
        let state = TrainingState(
            configuration: [
                "optimizer": ["class_name": "Adam", "config": ["learning_rate": 0.001]], "loss": "mean_squared_error",
            ],
            optimizer: OptimizerState(name: "Adam", iteration: 12, learningRate: 0.0005, slots: ["m": slots, "v": slots]))
        let written = try Self.carried(Imported(model: model, state: state), format, in: TemporaryFolder())
        #expect(written.model.nodeLines == model.nodeLines)
        #expect(try written.model.weightBytes() == model.weightBytes())
        let optimizer = try #require(written.state?.optimizer)
        #expect(optimizer.iteration == 12)
        #expect(optimizer.learningRate == 0.0005)
        #expect(try optimizer.slots["v"]?["conv2d/kernel"]?.loadFloat() == moment.loadFloat())
        #expect(try optimizer.slotBytes() == state.optimizer?.slotBytes())
    }

    @Test func `without some of an optimizer's slots is refused, each by name`() throws {
        var imported = try KerasFormats.read("keras3.15/optimizer-adam.keras")
        let names = try #require(imported.state?.optimizer?.slots["v"]).keys.sorted()
        for name in names.prefix(2) { imported.state?.optimizer?.slots["v"]?[name] = nil }
        let folder = try TemporaryFolder()
        let file = try AtomicFile(path: folder.path + "/out")
        let error = try #require(throws: FerryError.self) {
            try KerasArchive().write(imported.model, state: imported.state, options: WriteOptions(), to: file)
        }
        #expect(error.code == .mismatch)
        #expect(Set(([error] + error.others).compactMap(\.location.field)) == Set(names.prefix(2).map { "v of \($0)" }))
    }

    @Test(arguments: formats) func `is refused with all that stands against it`(format: FormatID) throws {
        var model = try KerasFormats.read("mnist-cnn-keras3/keras").model
        for name in ["conv2d/bias", "dense/kernel"] {
            let id = try #require(model.graph.value(named: name))
            model.parameters[id] = nil
        }
        var options = WriteOptions()
        options.opset = 17
        options.layout = .nchw
        let writer = try #require(KerasFormats.all[format] as? any ModelWriter)
        let problems = writer.problems(writing: model, options: options)
        #expect(problems.map(\.code) == [.usage, .usage, .mismatch, .mismatch])
        #expect(!problems.contains { !$0.others.isEmpty })
        #expect(problems.compactMap(\.location.layer) == ["conv2d", "dense"])
        #expect(problems.compactMap(\.expected) == ["bias 32", "kernel 576×64"])
    }
}

extension OptimizerState {
    /// The bytes of all slots, by slot and parameter.
    fileprivate func slotBytes() throws(FerryError) -> [String: [UInt8]] {
        var bytes: [String: [UInt8]] = [:]
        for (slot, sources) in slots {
            for (name, source) in sources { bytes["\(slot) of \(name)"] = try source.bytes(0..<source.byteCount) }
        }
        return bytes
    }
}

extension Model {
    /// Each node with its operator, and the names of what it takes and gives.
    fileprivate var nodeLines: [String] {
        graph.nodes.map { node in
            let inputs = node.inputs.map { $0.map { graph[$0].name } ?? "–" }
            let type = graph[node.output].type.map { "\($0)" } ?? "?"
            return "\(node.name): \(node.operation)(\(inputs.joined(separator: ", "))) → \(graph[node.output].name) \(type)"
        } + graph.outputs.map { graph[$0].name }
    }
}

extension HDF5Group {
    /// The bytes of all datasets below, by path.
    fileprivate var datasets: [String: [UInt8]] {
        get throws(FerryError) {
            var found: [String: [UInt8]] = [:]
            for name in childNames {
                if let source = dataset(name)?.source {
                    found["\(path)/\(name)"] = try source.bytes(0..<source.byteCount)
                } else if let group = group(name) {
                    found.merge(try group.datasets) { first, _ in first }
                }
            }
            return found
        }
    }
}
