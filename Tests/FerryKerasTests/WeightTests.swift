import FerryCore
import FixtureCases
import Foundation
import Testing

@testable import FerryKeras

/// What is easy to get wrong in Keras's files.
@Suite struct `Weights` {
    static let containers = [
        ["keras3.15/many-layers.h5", "keras3.15/many-layers.weights.h5"],
        ["keras2/many-layers.h5", "keras2/many-layers.weights.h5"],
        ["keras2/many-layers.h5", "keras2/many-layers.weights-only.h5"],
        ["keras3.15/nested-frozen.h5", "keras3.15/nested-frozen.keras"],
        ["keras3.15/nested-frozen.h5", "keras3.15/nested-frozen.weights.h5"],
        ["keras2/nested-frozen.h5", "keras2/nested-frozen.keras"],
        ["keras2/nested-frozen.h5", "keras2/nested-frozen.weights-only.h5"],
        ["keras3.5/nested-frozen.h5", "keras3.5/nested-frozen.keras"],
        ["keras3.15/nested-twice.h5", "keras3.15/nested-twice.keras"],
        ["keras2/nested-twice.h5", "keras2/nested-twice.weights.h5"],
        ["mnist-cnn-keras3/keras", "mnist-cnn-keras3/h5"], ["mnist-cnn-keras3/keras", "mnist-cnn-keras3/weights-h5"],
        ["mnist-cnn-keras3/keras", "mnist-cnn-keras2/h5"], ["mnist-cnn-keras3/keras", "mnist-cnn-keras2/weights-only-h5"],
    ]

    @Test(arguments: containers)
    func `of one model are the same bits in each of its containers`(ids: [String]) throws {
        let first = try KerasFormats.read(ids[0]).model.weightBytes()
        let second = try KerasFormats.read(ids[1]).model.weightBytes()
        #expect(first == second)
        #expect(!first.isEmpty)
    }

    @Test func `listed as no weights are an empty list of floats`() throws {
        // Keras writes the empty weight_names of Flatten and Dropout as float64.
        let model = try KerasFormats.read("mnist-cnn-keras2/h5").model
        #expect(model.layers.first { $0.kind == "Flatten" }?.parameters.isEmpty == true)
    }

    static let names: [(names: [String], isNested: Bool, weight: String, layer: String, index: Int?)] = [
        (["conv2d/kernel:0", "conv2d/bias:0"], false, "bias", "conv2d", 1), (["kernel", "bias"], false, "kernel", "conv2d", 0),
        (["sequential_2/conv2d_6/kernel", "sequential_2/conv2d_6/bias"], false, "bias", "conv2d", 1),
        (["a/kernel", "b/kernel"], false, "kernel", "a", nil),
        (["encoder/b/kernel:0", "encoder/a/kernel:0"], true, "kernel", "a", 1),
        (["a/kernel", "a/kernel"], true, "kernel", "a", nil), (["c/kernel"], true, "kernel", "a", nil),
    ]

    @Test(arguments: names)
    func `are told by the ends of their names`(
        names: [String], isNested: Bool, weight: String, layer: String, index: Int?
    ) {
        let node = WeightTree.Node(
            name: layer, path: layer, className: "Dense", layer: 0, weights: [], children: [], isTrainable: true,
            isHiddenInput: false, isNetwork: false)
        let weight = KerasWeight(parameter: nil, layer: 0, name: weight, otherNames: [], shape: [], isTrained: true)
        #expect(WeightNames(names, isNested: isNested).index(of: weight, in: node) == index)
    }

    static let groups = [
        ("Conv2D", "conv2d"), ("MaxPooling2D", "max_pooling2d"), ("AveragePooling2D", "average_pooling2d"),
        ("BatchNormalization", "batch_normalization"), ("DepthwiseConv2D", "depthwise_conv2d"),
        ("Conv2DTranspose", "conv2d_transpose"), ("GlobalAveragePooling2D", "global_average_pooling2d"), ("ReLU", "re_lu"),
        ("LeakyReLU", "leaky_re_lu"), ("PReLU", "p_re_lu"), ("ELU", "elu"), ("InputLayer", "input_layer"),
        ("Model", "functional"),
        ("mylib>MyLayer", "my_layer"), ("ZeroPadding2D", "zero_padding2d"), ("SeparableConv2D", "separable_conv2d"),
    ]

    @Test(arguments: groups)
    func `stand in groups named after classes`(className: String, group: String) {
        #expect(VariableTree.groupName(ofClass: className) == group)
    }

    @Test func `of a nested model stand trained ones first in the legacy order`() throws {
        let model = try KerasFormats.read("keras3.15/nested-frozen.h5").model
        let document = KerasDocument(
            try #require(model.origin.configuration), at: KerasPlace(document: ""), version: "3.15.1")
        let assembled = try ModelAssembler.assemble(
            ArchitectureDecoder.decode(document, .standard), document, format: "keras", options: ReadOptions())
        let nested = try #require(assembled.weights.nodes.first { $0.isNetwork })
        let order = assembled.weights.legacyOrder(of: nested).map { entry in
            assembled.weights.isTrained(entry.weight, of: entry.node)
        }
        #expect(order == order.sorted { $0 && !$1 })
        #expect(Set(order) == [true, false])
    }

    @Test(arguments: ["batch-normalization-no-center", "batch-normalization-no-scale"], ["keras2", "keras3.0", "keras3.15"])
    func `of a normalisation without centre or scale are told by its configuration`(name: String, flavour: String) throws {
        let model = try KerasFormats.read("\(flavour)/\(name)").model
        let present = name.hasSuffix("center") ? "gamma" : "beta"
        let parameters = try #require(model.layers.last).parameters.map {
            model.graph[$0].name.split(separator: "/").last.map(String.init)
        }
        #expect(parameters == [present, "moving_mean", "moving_variance"])
        #expect(model.frozen.count == 2)
    }

    @Test func `of frozen layers are frozen`() throws {
        let model = try KerasFormats.read("keras3.15/nested-frozen-base").model
        let nested = try #require(model.layers.first { $0.kind == "Sequential" || $0.kind == "Functional" }).path
        for id in model.parameters.keys where model.graph[id].name.hasPrefix(nested + "/") { #expect(model.frozen.contains(id)) }
        #expect(model.frozen.count < model.parameters.count)
    }

    @Test func `take the built-in architecture`() throws {
        for id in ["mnist-cnn-keras3/weights-h5", "mnist-cnn-keras2/weights-only-h5"] {
            let fixture = try FixtureCase.named(id)
            var options = ReadOptions()
            options.architecture = "mnist-cnn"
            let model = try KerasFormats.read(FileByteSource(path: fixture.path), options).model
            #expect(try model.weightBytes() == KerasFormats.read("mnist-cnn-keras3/keras").model.weightBytes())
        }
    }

    @Test(arguments: ["mnist-cnn-keras3/keras", "mnist-cnn-keras3/h5"])
    func `take the architecture of another model's file`(id: String) throws {
        var options = ReadOptions()
        options.architecture = try FixtureCase.named(id).path
        let weights = try FixtureCase.named("mnist-cnn-keras3/weights-h5")
        let model = try KerasFormats.read(FileByteSource(path: weights.path), options).model
        #expect(try model.weightBytes() == KerasFormats.read("mnist-cnn-keras3/keras").model.weightBytes())
    }

    @Test(arguments: ["mnist-cnn-keras3/weights-h5", "mnist-cnn-keras2/weights-only-h5"])
    func `without an architecture ask for one`(id: String) throws {
        let file = try FileByteSource(path: try FixtureCase.named(id).path)
        let error = try #require(throws: FerryError.self) { try KerasFormats.read(file) }
        #expect(error.code == .usage)
        #expect(error.remedy?.hasPrefix("give --architecture FILE|NAME") == true)
        var options = ReadOptions()
        options.architecture = "mnist-cn"
        let misspelt = try #require(throws: FerryError.self) { try KerasFormats.read(file, options) }
        #expect(misspelt.code == .missingFile)
        #expect(misspelt.remedy == "did you mean 'mnist-cnn'?")
        options.architecture = try FixtureCase.named(id).recording
        let wrong = try #require(throws: FerryError.self) { try KerasFormats.read(file, options) }
        #expect(wrong.location.file == options.architecture)
    }

    @Test func `of layers with other names are taken in order, and a notice says so`() throws {
        let fixture = try FixtureCase.named("mnist-cnn-keras2/weights-only-h5")
        let architecture = try #require(fixture.architecture)
        let text = String(decoding: try FileByteSource(path: architecture).bytes(), as: UTF8.self)
        let folder = try TemporaryFolder()
        // As in a process that has made such a model before: each number is one higher, so that some names mean other layers.
        let renamed = text.replacing("\"conv2d_2\"", with: "\"conv2d_3\"").replacing("\"conv2d_1\"", with: "\"conv2d_2\"")
            .replacing("\"conv2d\"", with: "\"conv2d_1\"").replacing("\"dense_1\"", with: "\"dense_2\"")
            .replacing("\"dense\"", with: "\"dense_1\"")
        var options = ReadOptions()
        options.architecture = try folder.file("renamed.json", .init(renamed.utf8))
        let imported = try KerasFormats.read(FileByteSource(path: fixture.path), options)
        let bytes = try imported.model.weightBytes()
        let original = try KerasFormats.read("mnist-cnn-keras2/weights-only-h5").model.weightBytes()
        for (name, other) in [("conv2d_1", "conv2d"), ("conv2d_3", "conv2d_2"), ("dense_2", "dense_1")] {
            #expect(bytes["\(name)/kernel"] == original["\(other)/kernel"])
        }
        #expect(imported.notices.contains { $0.contains("taken in order") })
    }

    @Test func `stored as float64 are rounded to float32, and a notice says so`() throws {
        let imported = try KerasFormats.read("refused/float64")
        #expect(imported.notices.contains { $0.contains("float64") })
        for (id, source) in imported.model.parameters {
            #expect(source.element == .float32)
            let whole = try source.bytes(0..<source.byteCount)
            // From the middle of one element to the middle of another.
            #expect(try source.bytes(3..<source.byteCount - 1) == Array(whole[3..<whole.count - 1]))
            #expect(try source.loadFloat().elements.allSatisfy(\.isFinite), "\(imported.model.graph[id].name)")
        }
    }

    @Test func `in an unusual file are told to be alone once the file is trusted`() throws {
        let fixture = try FixtureCase.named("refused/big-endian")
        var bytes = try FileByteSource(path: fixture.path).bytes()
        // A whole model that loses its configuration's name to that of a list of layers, which has as many letters.
        let name = Array("model_config".utf8)
        for start in 0..<bytes.count - name.count where bytes[start..<start + name.count].elementsEqual(name) {
            bytes.replaceSubrange(start..<start + name.count, with: Array("layer_names0".utf8))
        }
        let file = MemoryByteSource(bytes, name: "unusual.h5")
        let distrusted = try #require(throws: FerryError.self) { try KerasFormats.read(file) }
        #expect(distrusted.remedy?.contains("--unusual") == true)
        let trusted = try #require(throws: FerryError.self) { try KerasFormats.read(file, fixture.options) }
        #expect(trusted.code == .usage)
        #expect(trusted.remedy?.contains("--architecture") == true)
    }
}
