import FerryArchive
import FerryCore
import FerryKeras
import FixtureCases
import Testing

@Suite struct `A file that Keras wrote` {
    @Test(arguments: FixtureCase.genuine)
    func `is told by its content`(fixture: FixtureCase) throws {
        let reader = try KerasFormats.all.reader(for: FileByteSource(path: fixture.path))
        // The manifest names the container of `.keras` files.
        #expect(reader.id.name == (fixture.format == "keras-archive" ? "keras" : fixture.format))
        let claims = try KerasFormats.all.readers.filter { try $0.probe(FileByteSource(path: fixture.path)) == .certain }
        // A file of unusual structure is nobody's for certain before it is trusted.
        #expect(claims.count == 1 || fixture.unusual && claims.isEmpty)
    }

    @Test(arguments: FixtureCase.genuine)
    func `is read whole`(fixture: FixtureCase) throws {
        let model = try KerasFormats.read(FileByteSource(path: fixture.path), fixture.options).model
        let isLayer = { !["InputLayer", "Sequential", "Functional", "Model"].contains($0) }
        #expect(model.layers.filter { isLayer($0.kind) }.count == fixture.layers)
        // Statistics that stand in a configuration are parameters for Ferry and none for Keras.
        let constants = model.layers.filter {
            $0.kind == "Normalization" && $0.configuration?["config"]?["mean"]?.isNull == false
        }
        .flatMap(\.parameters).reduce(0) { $0 + (model.parameters[$1]?.elementCount ?? 0) }
        #expect(model.parameterCount - constants == fixture.parameters)
        #expect(model.outputNames == fixture.outputs)
        // A model's JSON says who wrote it in Keras 2 alone, a `.keras` in its metadata.
        let isAnonymous = fixture.architecture != nil || fixture.id.contains("without-metadata")
        #expect(model.origin.producer?.hasPrefix("Keras") ?? isAnonymous)
    }

    @Test(arguments: FixtureCase.genuine)
    func `gives each layer's output the name that Keras's layer has`(fixture: FixtureCase) throws {
        let recording = try #require(fixture.recording)
        let model = try KerasFormats.read(FileByteSource(path: fixture.path), fixture.options).model
        for (name, _) in try NPZ.read(FileByteSource(path: recording)) {
            let value = String(name.split(separator: "/", maxSplits: 1)[1])
            #expect(model.valueNames.contains(value))
        }
    }

    @Test(arguments: FixtureCase.genuine)
    func `keeps its optimizer's state`(fixture: FixtureCase) throws {
        let imported = try KerasFormats.read(FileByteSource(path: fixture.path), fixture.options)
        let optimizer = imported.state?.optimizer
        #expect(optimizer?.name == fixture.optimizer)
        guard let optimizer else { return }
        let slots = optimizer.slots.values.flatMap { $0 }
        // Beside the slots: the number of updates, and in Keras 3 the learning rate.
        #expect([1, 2].contains(fixture.optimizerVariables - slots.count))
        for (parameter, source) in slots {
            let id = try #require(imported.model.graph.value(named: parameter))
            #expect(source.shape == imported.model.parameters[id]?.shape)
        }
    }

    @Test(arguments: FixtureCase.genuine.filter { $0.id.contains("unknown-size") })
    func `with inputs of unknown size is refused without a shape, naming them`(fixture: FixtureCase) throws {
        var options = fixture.options
        options.inputShapes = [:]
        let file = try FileByteSource(path: fixture.path)
        let error = try #require(throws: FerryError.self) { try KerasFormats.read(file, options) }
        #expect(error.remedy == "give it: --input-shape image=H,W,3")
        #expect(error.location.layer == "image")
        // A model with one input takes a shape without a name.
        options.inputShapes = ["": [9, 8, 3]]
        let model = try KerasFormats.read(file, options).model
        #expect(model.graph[model.graph.inputs[0]].type == TensorType([.batch, 9, 8, 3]))
        options.inputShapes = ["imag": [9, 8, 3]]
        let misspelt = try #require(throws: FerryError.self) { try KerasFormats.read(file, options) }
        #expect(misspelt.code == .usage)
        #expect(misspelt.remedy == "did you mean 'image'?")
        options.inputShapes = ["image": [9, 8, 4]]
        let contradicting = try #require(throws: FerryError.self) { try KerasFormats.read(file, options) }
        #expect(contradicting.code == .usage)
        #expect(contradicting.expected == "[batch, ?, ?, 3]")
    }
}
