import FerryArchive
import FerryCore
import FerryHDF5
import FerryKeras
import FixtureCases
import Testing

@Suite struct `A model that is written for Keras` {
    static let formats: [FormatID] = ["keras", "keras-h5", "keras-variables-h5", "keras-weights-h5"]

    /// What one generation of Keras has and the other has not.
    static let refused: [Int: Set<String>] = [
        2: [
            "keras3.0/activation-arguments", "keras3.0/activation-layers", "keras3.5/activation-arguments",
            "keras3.5/activation-layers", "keras3.15/activation-arguments", "keras3.15/activation-layers",
            "keras3.15/inverted-residual",
        ]
    ]

    /// Layers with several axes, of which Keras 3 knows nothing when it reads an `.h5`.
    static let refusedInH5: Set<String> = [
        "keras3.15/layer-normalization-axes.h5", "keras3.15/layer-normalization-axes.keras",
        "keras3.15/layer-normalization-two-axes",
    ]

    /// Layers with names that Keras 3 does not take, or activations that mean something else there.
    static let changed: Set<String> = [
        "keras2/activation-arguments", "keras2/activation-layers", "keras2/slash-names.h5", "keras2/slash-names.weights-only.h5",
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        var fixture: FixtureCase
        var format: FormatID
        var generation: Int
        var testDescription: String { "\(fixture.id) as \(format) of Keras \(generation)" }

        /// Whether the generation that wrote the fixture shall read it.
        var isSameGeneration: Bool { (fixture.id.contains("keras2") ? 2 : 3) == generation }

        static let all = FixtureCase.genuine.flatMap { fixture in
            formats.flatMap { format in
                [2, 3].filter { generation in
                    !(refused[generation]?.contains(fixture.id) ?? false)
                        && !(format == "keras-h5" && generation == 3 && refusedInH5.contains(fixture.id))
                }
                .map { Case(fixture: fixture, format: format, generation: $0) }
            }
        }
    }

    /// Writes a model and reads it back from disk.
    static func carried(
        _ imported: Imported, _ format: FormatID, _ options: WriteOptions = WriteOptions(), in folder: TemporaryFolder
    ) throws -> Imported {
        let writer = try #require(KerasFormats.all[format] as? any ModelReader & ModelWriter)
        #expect(writer.problems(writing: imported.model, options: options).isEmpty)
        let file = try AtomicFile(path: folder.path + "/out")
        try writer.write(imported.model, state: imported.state, options: options, to: file)
        try file.commit()
        let read = writer.readOptions(for: imported.model, state: imported.state, options: options)
        return try writer.read(FileByteSource(path: folder.path + "/out"), options: read)
    }

    @Test(arguments: Case.all) func `is read back with the same layers, bits and training state`(test: Case) throws {
        let original = try KerasFormats.read(FileByteSource(path: test.fixture.path), test.fixture.options)
        var options = WriteOptions()
        options.kerasGeneration = test.generation
        options.includesOptimizerState = test.format == "keras-h5"
        let written = try Self.carried(original, test.format, options, in: TemporaryFolder())
        if !Self.changed.contains(test.fixture.id) || test.isSameGeneration {
            #expect(written.model.layerOutputs == original.model.layerOutputs)
            #expect(written.model.layers.map(\.path) == original.model.layers.map(\.path))
            #expect(written.model.frozenNames == original.model.frozenNames)
            #expect(try written.model.weightBytes() == original.model.weightBytes())
        }
        if test.isSameGeneration {
            #expect(written.model.nodeLines == original.model.nodeLines)
            #expect(written.model.layers.map(\.kind) == original.model.layers.map(\.kind))
        }
        guard test.format != "keras-weights-h5" else {
            #expect(written.state == nil)
            return
        }
        let (optimizer, expected) = (written.state?.optimizer, original.state?.optimizer)
        #expect(optimizer?.name == expected?.name)
        #expect(optimizer?.iteration == expected?.iteration)
        #expect(try optimizer?.slotBytes() == expected?.slotBytes())
        guard test.isSameGeneration else { return }
        // Optimizers of Keras 2.10 and before let their rate decay, for which later ones take a schedule.
        if test.fixture.id != "keras2/optimizer-legacy" { #expect(optimizer?.learningRate == expected?.learningRate) }
        #expect(written.state?.configuration?["loss"] == original.state?.configuration?["loss"])
    }

    @Test(arguments: refused.flatMap { generation, ids in ids.sorted().map { (generation, $0) } })
    func `is refused by name where a generation of Keras has no words for it`(generation: Int, id: String) throws {
        let model = try KerasFormats.read(id).model
        var options = WriteOptions()
        options.kerasGeneration = generation
        let problems = KerasArchive().problems(writing: model, options: options)
        #expect(!problems.isEmpty)
        #expect(Set(problems.map(\.code)) == [.unsupported])
    }

    @Test func `gets other names where Keras 3 does not take them, and the same weights`() throws {
        let original = try KerasFormats.read("keras2/slash-names.h5")
        let written = try Self.carried(original, "keras", in: TemporaryFolder())
        let renamed = original.model.layers.map { $0.path.split(separator: "/").joined(separator: "_") }
        #expect(written.model.layers.map(\.path) == renamed)
        #expect(Set(try written.model.weightBytes().values) == Set(try original.model.weightBytes().values))
        let notices = KerasArchive().notices(writing: original.model, state: nil, options: WriteOptions())
        #expect(notices.contains { $0.contains("'block/dense'") && $0.contains("'block_dense'") })
    }

    @Test(arguments: ["keras2/activation-arguments", "keras2/activation-layers"])
    func `has layers in the place of an activation that means something else`(id: String) throws {
        let original = try KerasFormats.read(id).model
        let written = try Self.carried(Imported(model: original), "keras", in: TemporaryFolder()).model
        let ramp = try #require(written.layers.first { $0.path == "hard_sigmoid" })
        #expect(ramp.kind == "Sequential")
        #expect(written.layers.contains { $0.path == "hard_sigmoid/slope" && $0.kind == "Rescaling" })
        #expect(Set(try written.weightBytes().values) == Set(try original.weightBytes().values))
        #expect(Set(original.layerOutputs).isSubset(of: Set(written.layerOutputs)))
    }

    @Test(arguments: refusedInH5.sorted())
    func `is refused where Keras 3 would read something else from an h5`(id: String) throws {
        let model = try KerasFormats.read(id).model
        let problems = KerasH5().problems(writing: model, options: WriteOptions())
        #expect(problems.map(\.code) == [.unsupported])
        #expect(problems.map(\.location.field) == ["axis"])
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

    @Test(arguments: KerasRecipes.names, formats.filter { $0 != "keras-weights-h5" })
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
        var options = WriteOptions()
        options.includesOptimizerState = true
        let written = try Self.carried(Imported(model: model, state: state), format, options, in: TemporaryFolder())
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
    /// The bytes of all slots, by slot and parameter, without the momentum that an optimizer has and makes no use of.
    fileprivate func slotBytes() throws(FerryError) -> [String: [UInt8]] {
        var bytes: [String: [UInt8]] = [:]
        for (slot, sources) in slots {
            for (name, source) in sources {
                let values = try source.bytes(0..<source.byteCount)
                if self.name != "SGD" || values.contains(where: { $0 != 0 }) { bytes["\(slot) of \(name)"] = values }
            }
        }
        return bytes
    }
}

extension Model {
    /// The outputs of layers, with their types.
    fileprivate var layerOutputs: [String] {
        graph.nodes.map { graph[$0.output] }.filter { ValueName.isLayerOutput($0.name) }.map { value in
            "\(value.name) \(value.type.map { "\($0)" } ?? "?")"
        } + graph.outputs.map { graph[$0].name }
    }

    /// Each node with its operator, and the names of what it takes and gives.
    fileprivate var nodeLines: [String] {
        graph.nodes.map { node in
            let inputs = node.inputs.map { $0.map { graph[$0].name } ?? "–" }
            let type = graph[node.output].type.map { "\($0)" } ?? "?"
            return "\(node.name): \(node.operation)(\(inputs.joined(separator: ", "))) → \(graph[node.output].name) \(type)"
        } + graph.outputs.map { graph[$0].name }
    }
}
