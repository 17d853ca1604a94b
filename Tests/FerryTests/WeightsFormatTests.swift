import Ferry
import FerrySafetensors
import FixtureCases
import Testing

@Suite struct `Weights without an architecture` {
    static let keras = FixtureCase.folder + "keras/keras3.15/functional-residual.keras"
    /// The same model's weights, by the format's own library.
    static let weights = FixtureCase.folder + "safetensors/model.safetensors"

    private static func options(_ architecture: String) -> ReadOptions {
        var options = ReadOptions()
        options.architecture = architecture
        return options
    }

    private static func tensors(of model: Model) -> [NamedTensors.Entry] { NamedTensors(of: model).entries }

    private static func write(
        _ entries: [NamedTensors.Entry], in folder: TemporaryFolder, name: String = "weights.safetensors"
    ) throws -> String {
        let file = try AtomicFile(path: folder.path + "/" + name)
        try Safetensors().write(NamedTensors(entries), to: file)
        try file.commit()
        return file.path
    }

    private static func expectSameParameters(_ left: Model, _ right: Model) throws {
        let right = Dictionary(uniqueKeysWithValues: tensors(of: right).map { ($0.name, $0.source) })
        #expect(right.count == tensors(of: left).count)
        for entry in tensors(of: left) {
            let other = try #require(right[entry.name], "\(entry.name)")
            #expect(try entry.source.bytes(0..<entry.source.byteCount) == other.bytes(0..<other.byteCount), "\(entry.name)")
        }
    }

    @Test(arguments: ["keras", "onnx", "safetensors"])
    func `become a model by the architecture of any model file`(format: String) throws {
        let folder = try TemporaryFolder()
        var architecture = Self.keras
        if format != "keras" {
            architecture = folder.path + "/architecture." + format
            #expect(try convert(Self.keras, to: architecture).isWritten)
        }
        let model = try FormatRegistry.standard.read(Self.weights, Self.options(architecture)).model
        #expect(model.origin.format == "safetensors")
        try Self.expectSameParameters(FormatRegistry.standard.read(Self.keras).model, model)
    }

    @Test func `become a model by a description, or a recipe of that name`() throws {
        let folder = try TemporaryFolder()
        let fixture = try #require(
            FixtureCase.genuine.first { $0.format == "keras-variables-h5" && $0.architecture?.hasSuffix(".json") == true })
        let original = try FormatRegistry.standard.read(fixture.path, fixture.options).model
        let path = try Self.write(Self.tensors(of: original), in: folder)
        let read = try FormatRegistry.standard.read(path, Self.options(try #require(fixture.architecture))).model
        try Self.expectSameParameters(original, read)

        let documented = try FormatRegistry.standard.read(FixtureCase.folder + "keras/mnist-cnn/keras3.h5").model
        let other = try Self.write(Self.tensors(of: documented), in: folder, name: "mnist.safetensors")
        try Self.expectSameParameters(documented, FormatRegistry.standard.read(other, Self.options("mnist-cnn")).model)
    }

    @Test func `need none beside them where Ferry described the model in their file`() throws {
        let folder = try TemporaryFolder()
        #expect(try convert(Self.keras, to: folder.path + "/own.safetensors").isWritten)
        #expect(try convert(folder.path + "/own.safetensors", to: folder.path + "/back.keras").isWritten)
        try Self.expectSameParameters(
            FormatRegistry.standard.read(Self.keras).model, FormatRegistry.standard.read(folder.path + "/back.keras").model)
    }

    @Test func `keep the sizes that their description leaves open`() throws {
        let folder = try TemporaryFolder()
        let fixture = try #require(FixtureCase.genuine.first { !$0.inputShapes.isEmpty && $0.id.contains("3.15") })
        var options = ConvertOptions()
        options.read = fixture.options
        #expect(try convert(fixture.path, to: folder.path + "/open.safetensors", options).isWritten)
        let types = try FormatRegistry.standard.read(folder.path + "/open.safetensors").model.graph.inputs.count
        #expect(types == fixture.inputShapes.count)
    }

    @Test func `in Keras's order become a model by an ONNX file that carries Keras's description`() throws {
        let folder = try TemporaryFolder()
        #expect(try convert(Self.keras, to: folder.path + "/m.onnx").isWritten)
        #expect(try convert(Self.keras, to: folder.path + "/m.weights.h5").isWritten)
        let read = try FormatRegistry.standard.read(folder.path + "/m.weights.h5", Self.options(folder.path + "/m.onnx")).model
        try Self.expectSameParameters(FormatRegistry.standard.read(Self.keras).model, read)
        let error = try #require(throws: FerryError.self) {
            try FormatRegistry.standard.read(folder.path + "/m.weights.h5", Self.options(Self.weights))
        }
        #expect(error.code == .usage && error.location.file == Self.weights)
    }

    @Test func `lack nothing that is a constant of the architecture`() throws {
        let folder = try TemporaryFolder()
        let fixture = try #require(FixtureCase.genuine.first { $0.id == "keras3.15/normalization-constants" })
        let original = try FormatRegistry.standard.read(fixture.path, fixture.options).model
        let empty = try Self.write([], in: folder)
        let architecture = try #require(fixture.architecture)
        try Self.expectSameParameters(original, FormatRegistry.standard.read(empty, Self.options(architecture)).model)
        // A whole model does not say which of its parameters are constants.
        let error = try #require(throws: FerryError.self) {
            try NamedTensors([]).imported(as: original, from: "safetensors")
        }
        #expect(error.code == .mismatch)
    }

    @Test func `are refused where nothing says what they belong to`() throws {
        let error = try #require(throws: FerryError.self) { try FormatRegistry.standard.read(Self.weights) }
        #expect(error.code == .usage && error.location.file == Self.weights)
        #expect(error.remedy?.contains("--architecture") == true && error.remedy?.contains("mnist-cnn") == true)
        let circular = try #require(throws: FerryError.self) {
            try FormatRegistry.standard.read(Self.weights, Self.options(Self.weights))
        }
        #expect(circular.code == .usage)
        let misspelt = try #require(throws: FerryError.self) {
            try FormatRegistry.standard.read(Self.weights, Self.options("mnist-cn"))
        }
        #expect(misspelt.code == .missingFile && misspelt.remedy == "did you mean 'mnist-cnn'?")
    }

    @Test func `of another architecture are refused with all that does not fit`() throws {
        let folder = try TemporaryFolder()
        let model = try FormatRegistry.standard.read(Self.keras).model
        let entries = Self.tensors(of: model).compactMap { entry -> NamedTensors.Entry? in
            switch entry.name {
            case "a_bn/gamma": nil
            case "a_bn/beta": NamedTensors.Entry(name: entry.name, source: MemorySource(Tensor<Float>(repeating: 0, shape: [5])))
            case "b_conv/kernel": NamedTensors.Entry(name: "b_conv/kernal", source: entry.source)
            default: entry
            }
        }
        let path = try Self.write(entries, in: folder)
        let error = try #require(throws: FerryError.self) {
            try FormatRegistry.standard.read(path, Self.options(Self.keras))
        }
        let problems = [error] + error.others
        #expect(problems.map(\.code) == [.mismatch, .mismatch, .mismatch, .mismatch])
        #expect(Set(problems.map(\.location.path)) == ["a_bn/gamma", "a_bn/beta", "b_conv/kernel", "b_conv/kernal"])
        #expect(problems.allSatisfy { $0.location.file == path })
        #expect(problems.contains { $0.remedy == "rename 'b_conv/kernal'" })
        #expect(problems.contains { $0.expected == "[4]" && $0.found == "[5]" })
    }

    @Test func `tell of a hundred thousand superfluous tensors in few words`() throws {
        let nothing = MemorySource(Tensor<Float>(shape: [0], elements: []))
        let tensors = try NamedTensors((0..<100_000).map { NamedTensors.Entry(name: "x\($0)", source: nothing) })
        let model = try FormatRegistry.standard.read(Self.keras).model
        let error = try #require(throws: FerryError.self) { try tensors.imported(as: model, from: "safetensors") }
        #expect(error.others.count < 100)
    }

    @Test func `of other floating-point types are taken as float32, with a notice`() throws {
        let model = try FormatRegistry.standard.read(Self.keras).model
        let doubles = try Self.tensors(of: model).map {
            NamedTensors.Entry(name: $0.name, source: MemorySource(try $0.source.loadDouble()))
        }
        let imported = try NamedTensors(doubles).imported(as: model, from: "safetensors")
        #expect(imported.notices == ["11 weights are stored as float64; Ferry takes them as float32"])
        try Self.expectSameParameters(model, imported.model)
    }

    @Test func `of whole numbers are refused by their type`() throws {
        let model = try FormatRegistry.standard.read(Self.keras).model
        let integers = Self.tensors(of: model).map {
            NamedTensors.Entry(name: $0.name, source: DeclaredTensor($0.source.shape, element: .int8))
        }
        let error = try #require(throws: FerryError.self) { try NamedTensors(integers).imported(as: model, from: "safetensors") }
        #expect(error.code == .unsupported && error.found == "int8" && error.others.count == 10)
    }

    @Test func `are written with a notice of what they leave out`() throws {
        let folder = try TemporaryFolder()
        let trained = FixtureCase.folder + "keras/keras3.15/optimizer-adam.keras"
        for name in ["out.safetensors", "out.npz"] {
            let report = try convert(trained, to: folder.path + "/" + name)
            #expect(report.isWritten && report.notices.count == 1)
            #expect(report.notices.first?.contains("the optimizer's state") == true)
        }
        #expect(try convert(Self.keras, to: folder.path + "/untrained.safetensors").notices == [])
    }

    @Test func `refuse what only other formats can do`() throws {
        let folder = try TemporaryFolder()
        var options = ConvertOptions()
        options.write.opset = 18
        options.write.batch = 3
        let error = try #require(throws: FerryError.self) {
            try convert(Self.keras, to: folder.path + "/out.npz", options)
        }
        #expect(error.code == .usage && error.others.count == 1)
    }

    @Test func `are listed by an inspection`() throws {
        let inspection = try inspect(Self.weights, withWeights: true)
        #expect(inspection.tensors?.count == 11 && inspection.layers.isEmpty && inspection.weights?.count == 11)
        #expect(inspection.parameterCount == 303 && inspection.elementTypes == [.float32])
        #expect(inspection.text.contains("a_conv/kernel") && inspection.json["tensors"]?.array?.count == 11)
        let model = try inspect(Self.weights, Self.options(Self.keras))
        #expect(model.tensors == nil && model.layers.count > 5 && model.json["tensors"] == .null)
        #expect(try inspect(FixtureCase.folder + "safetensors/none.safetensors").tensors == [])
    }

    @Test func `are verified against models and each other`() throws {
        let folder = try TemporaryFolder()
        #expect(try convert(Self.keras, to: folder.path + "/w.npz").isWritten)
        var options = VerifyFilesOptions()
        options.read = Self.options(Self.keras)
        #expect(try verify(folder.path + "/w.npz", Self.keras, options).passes)
        #expect(try verify(Self.keras, folder.path + "/w.npz", options).passes)
        #expect(try verify(Self.weights, folder.path + "/w.npz", options).passes)
        let error = try #require(throws: FerryError.self) { try verify(folder.path + "/w.npz", Self.keras) }
        #expect(error.expected?.contains("inputs/") == true && error.remedy?.contains("--architecture") == true)
    }
}
