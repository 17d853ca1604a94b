import FerryCore
import FerryKeras
import FerryTesting
import FixtureCases
import Testing

@Suite struct `A model that did not come from Keras` {
    /// A fixture's graph, without what Keras said of it.
    private static func anonymous(_ fixture: FixtureCase) throws -> Model {
        var model = try KerasFormats.read(FileByteSource(path: fixture.path), fixture.options).model
        model.origin = Origin(format: "test")
        for index in model.layers.indices { model.layers[index].configuration = nil }
        return model
    }

    private static func written(_ model: Model, in folder: TemporaryFolder) throws -> Model {
        let format = KerasArchive()
        let file = try AtomicFile(path: folder.path + "/out.keras")
        try format.write(model, state: nil, options: WriteOptions(), to: file)
        try file.commit()
        return try format.read(FileByteSource(path: folder.path + "/out.keras"), options: ReadOptions()).model
    }

    /// What Keras 3 has no name for, by the fixtures that hold it.
    private static func refusal(_ id: String) -> String? {
        switch id.split(separator: "/").last {
        case "activation-layers" where id.hasPrefix("keras2"), "activation-arguments" where id.hasPrefix("keras2"):
            "Activation with the function linearClip(slope: 0.2, offset: 0.5) has no counterpart in Keras"
        case "training-only-layers", "identity-ActivityRegularization", "identity-AlphaDropout":
            "Identity with something unknown that it does in training has no counterpart in Keras"
        default: nil
        }
    }

    @Test(arguments: FixtureCase.genuine)
    func `is described to Keras, layer by layer, and computes the same`(fixture: FixtureCase) throws {
        let model = try Self.anonymous(fixture)
        let problems = KerasArchive().problems(writing: model, options: WriteOptions())
        if let refusal = Self.refusal(fixture.id) {
            #expect(Set(problems.map(\.problem)) == [refusal])
            return
        }
        #expect(problems.map(\.problem) == [])
        let report = try expectAgreement(model, Self.written(model, in: TemporaryFolder()))
        #expect(report.missing == [] && report.extra == [])
        #expect(report.largestExact == 0)
    }

    @Test func `shares the layers that its nodes share, and pads with a layer of its own`() throws {
        var model = Model(name: "two/eyes", origin: Origin(format: "test"))
        let kernel = try model.addParameter(
            named: "features.0.weight",
            MemorySource(Tensor<Float>(shape: [3, 3, 1, 2], elements: (0..<18).map { Float($0) / 8 })))
        let dense = try model.addParameter(
            named: "head.weight", MemorySource(Tensor<Float>(shape: [2, 2], elements: [1, 2, 3, 4])))
        let image = TensorType([.batch, 8, 8, 1])
        var eyes: [ValueID] = []
        for side in ["left", "right"] {
            let x = try model.graph.addInput(named: "\(side) eye", type: image)
            let edge = Margins2D(top: 1, bottom: 1, left: 1, right: 1)
            let features = try model.graph.addNode(
                named: "\(side)/conv", Conv2D(strides: Size2D(2), padding: .explicit(edge)), inputs: [x, kernel, nil],
                output: "\(side)/conv")
            let pooled = try model.graph.addNode(
                named: "\(side)/pool", GlobalAveragePooling2D(), inputs: [features], output: "\(side)/pool")
            eyes.append(
                try model.graph.addNode(
                    named: "\(side)/head", Dense(), inputs: [pooled, dense, nil], output: "\(side)/head"))
        }
        model.graph.addOutput(try model.graph.addNode(named: "sum", Add(), inputs: eyes, output: "sum"))
        let folder = try TemporaryFolder()
        let written = try Self.written(model, in: folder)
        #expect(try expectAgreement(model, written).parameters?.identical == 2)
        let layers = written.layers.map(\.path)
        #expect(layers.contains("left_conv_pad") && layers.contains("right_conv_pad"))
        // One head, called twice; the convolutions differ in what stands before them.
        #expect(layers.filter { $0.hasSuffix("head") } == ["left_head"])
        #expect(written.graph.inputs.map { written.graph[$0].name } == ["left_eye", "right_eye"])
    }

    @Test func `is refused by what Keras has no layer for, all at once`() throws {
        var model = Model(name: "odd", origin: Origin(format: "test"))
        let x = try model.graph.addInput(named: "x", type: TensorType([.batch, 6, 6, 1]))
        let edge = Margins2D(top: 1, bottom: 0, left: 1, right: 0)
        let mean = try model.graph.addNode(
            named: "mean", AveragePooling2D(poolSize: Size2D(3), strides: Size2D(2), padding: .explicit(edge)), inputs: [x],
            output: "mean")
        let ceiling = try model.addParameter(named: "ceiling", MemorySource(Tensor<Float>(shape: [1], elements: [0.5])))
        model.graph.addOutput(
            try model.graph.addNode(named: "capped", Minimum(), inputs: [mean, ceiling], output: "capped"))
        let problems = KerasArchive().problems(writing: model, options: WriteOptions())
        #expect(
            problems.map(\.problem) == [
                "AveragePooling2D with pads that are not Keras's 'same' has no counterpart in Keras",
                "Minimum takes a constant, which Keras's layer does not",
            ])
        #expect(problems.map(\.location.layer) == ["mean", "capped"])
    }
}
