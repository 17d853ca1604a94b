import FerryCore
import Testing

@testable import FerryKeras

@Suite struct `A layer class` {
    typealias Reading = ArchitectureReading

    private func operation(_ className: String, _ config: JSONValue, version: String = "3.15.1") throws -> any Operator {
        let model = try Reading.model(
            Reading.sequential([nil, 6, 6, 4], [Reading.layer(className, config)]), version: version)
        return try #require(model.graph.nodes.last).operation
    }

    private func isEqual(_ left: any Operator, _ right: any Operator) -> Bool { AnyHashable(left) == AnyHashable(right) }

    @Test func `is listed once`() {
        let names = KerasLayerTable.standard.classNames
        #expect(Set(names).count == names.count)
        #expect(names.count > 60)
    }

    @Test(arguments: KerasActivation.names)
    func `takes every activation by name, as itself and inside another layer`(name: String) throws {
        let alone = try operation("Activation", ["name": "a", "activation": .string(name)])
        let model = try Reading.model(
            Reading.sequential([nil, 4], [Reading.layer("Dense", ["name": "d", "units": 4, "activation": .string(name)])]))
        if name == "linear" {
            #expect(alone is Identity)
            #expect(model.nodeNames == ["d"])
        } else {
            #expect(model.nodeNames == ["d", "d/\(name)"])
            #expect(isEqual(try #require(model.graph.nodes.last).operation, alone))
            #expect(model.graph.value(named: "d#linear") != nil)
        }
    }

    static let generations: [(version: String, slope: Double)] = [("2.15.0", 0.2), ("3.0.5", 1.0 / 6), ("3.15.1", 1.0 / 6)]

    @Test(arguments: generations)
    func `means by hard_sigmoid what its version means`(version: String, slope: Double) throws {
        let operation = try operation("Activation", ["name": "a", "activation": "hard_sigmoid"], version: version)
        #expect(isEqual(operation, Activation(.linearClip(slope: slope, offset: 0.5))))
    }

    static let normalizations: [(version: String, rank: Int, corrects: Bool)] = [
        ("2.15.0", 4, true), ("2.15.0", 2, false), ("3.15.1", 4, false), ("3.15.1", 2, false),
    ]

    @Test(arguments: normalizations)
    func `moves a normalization's variance as its version does`(version: String, rank: Int, corrects: Bool) throws {
        let shape = [JSONValue.null] + [JSONValue](repeating: 4, count: rank - 1)
        let layer = Reading.layer("BatchNormalization", ["name": "n", "momentum": 0.75])
        let model = try Reading.model(Reading.sequential(.array(shape), [layer]), version: version)
        let expected = BatchNormalization(momentum: 0.75, followsUnbiasedVariance: corrects)
        #expect(isEqual(try #require(model.graph.nodes.last).operation, expected))
    }

    static let objects: [(value: JSONValue, operation: any Operator & Sendable)] = [
        (["class_name": "function", "config": "relu", "registered_name": "function"], ReLU()),
        (["class_name": "ReLU", "config": ["name": "r", "max_value": 6.0]], ReLU(maximum: 6)),
        (["class_name": "LeakyReLU", "config": ["negative_slope": 0.1, "dtype": "float32"]], LeakyReLU(negativeSlope: 0.1)),
        // Keras 2's key.
        (["class_name": "LeakyReLU", "config": ["alpha": 0.25]], LeakyReLU(negativeSlope: 0.25)),
        (["class_name": "Activation", "config": ["activation": "tanh"]], Activation(.tanh)),
        // The layer's default slope is not that of the function.
        (["class_name": "LeakyReLU", "config": [:]], LeakyReLU(negativeSlope: 0.3)),
        ("leaky_relu", LeakyReLU(negativeSlope: 0.2)),
    ]

    @Test(arguments: objects.indices)
    func `takes an activation that is an object`(index: Int) throws {
        let (value, expected) = Self.objects[index]
        #expect(isEqual(try operation("Activation", ["name": "a", "activation": value]), expected))
    }

    static let refused: [JSONValue] = [
        ["class_name": "function", "config": "mylib>f"], ["class_name": "__lambda__", "config": ["value": "x"]],
        ["class_name": "PReLU", "config": [:]], ["class_name": "ReLU", "config": [:], "registered_name": "mylib>ReLU"], "rellu",
        3,
        ["class_name": "ReLU", "config": ["max_value": "six"]],
    ]

    @Test(arguments: refused)
    func `refuses an activation that it does not know`(value: JSONValue) throws {
        let error = try #require(throws: FerryError.self) { try operation("Activation", ["name": "a", "activation": value]) }
        #expect(error.location.layer == "a")
    }

    static let axes: [(axis: JSONValue, isRead: Bool)] = [
        (-1, true), (3, true), ([3], true), ([-1], true), (1, false), ([1, 2], false),
    ]

    @Test(arguments: axes)
    func `BatchNormalization takes the last axis in either way to write it`(axis: JSONValue, isRead: Bool) throws {
        let config: JSONValue = ["name": "bn", "axis": axis]
        guard !isRead else {
            #expect(try operation("BatchNormalization", config) is BatchNormalization)
            return
        }
        let error = try #require(throws: FerryError.self) { try operation("BatchNormalization", config) }
        #expect(error.location.field == "axis")
        #expect(error.code == .unsupported)
    }

    @Test func `that merges puts missing axes after the batch, as Keras does and NumPy does not`() throws {
        let model = try Reading.model(
            Reading.functional(
                [
                    Reading.called("InputLayer", ["name": "image", "batch_shape": [nil, 5, 5, 4]], on: []),
                    Reading.input("vector", 4), Reading.called("Multiply", ["name": "m"], on: [["image", "vector"]]),
                ], inputs: [["image", 0, 0], ["vector", 0, 0]], outputs: [["m", 0, 0]]))
        #expect(model.nodeNames == ["m/aligned1", "m"])
        #expect(isEqual(model.graph.nodes[0].operation, Reshape(shape: [1, 1, 4])))
        #expect(model.graph[model.graph.outputs[0]].type == TensorType([.batch, 5, 5, 4]))
    }

    static let counts: [(className: String, inputs: Int, isRead: Bool)] = [
        ("Subtract", 2, true), ("Subtract", 3, false), ("Subtract", 1, false), ("Add", 1, true), ("Add", 3, true),
        ("Dense", 2, false),
    ]

    @Test(arguments: counts)
    func `takes as many inputs as it can`(className: String, inputs: Int, isRead: Bool) throws {
        var config: JSONObject = ["name": "m"]
        if className == "Dense" { config["units"] = 2 }
        let document = Reading.functional(
            [Reading.input("x", 4), Reading.called("ReLU", ["name": "r"], on: [["x"]])]
                + [Reading.called(className, .object(config), on: [[String](repeating: "r", count: inputs)])],
            inputs: ["x", 0, 0], outputs: ["m", 0, 0])
        if isRead {
            _ = try Reading.model(document)
        } else {
            let error = try #require(throws: FerryError.self) { try Reading.model(document) }
            #expect(error.location.layer == "m")
            #expect(error.code == .malformed)
        }
    }

    static let statistics: [(axis: JSONValue, shape: [Int], kept: [Int])] = [
        (-1, [4], [4]), ([1, 2], [6, 6, 1], [6, 6]), ([], [], []), ([-1, 1], [6, 1, 4], [6, 4]),
    ]

    @Test(arguments: statistics)
    func `Normalization lays its statistics along its axes`(axis: JSONValue, shape: [Int], kept: [Int]) throws {
        let assembled = try Reading.assemble(
            Reading.sequential([nil, 6, 6, 4], [Reading.layer("Normalization", ["name": "n", "axis": axis])]))
        let graph = assembled.model.graph
        #expect(graph[try #require(graph.value(named: "n/mean"))].type?.sizes() == shape)
        #expect(assembled.weights.weights.map(\.name) == ["mean", "variance", "count"])
        #expect(assembled.weights.weights[0].shape == kept)
        #expect(assembled.weights.trainedWeights.isEmpty)
    }

    @Test func `Normalization takes constants, one for all or one for each`() throws {
        for (mean, expected) in [
            (JSONValue.number(2), [2, 2, 2, 2]), ([1, 2, 3, 4], [1, 2, 3, 4]), ([[[1, 2, 3, 4]]], [1, 2, 3, 4]),
        ]
            as [(JSONValue, [Float])]
        {
            let model = try Reading.model(
                Reading.sequential(
                    [nil, 6, 6, 4], [Reading.layer("Normalization", ["name": "n", "mean": mean, "variance": mean])]))
            let id = try #require(model.graph.value(named: "n/mean"))
            #expect(try model.parameters[id]?.loadFloat().elements == expected)
            #expect(model.frozenNames == ["n/mean", "n/variance"])
        }
    }

    @Test func `of Keras 3's newest version is read with the keys that older versions refuse`() throws {
        let initializer = Reading.layer("GlorotUniform", ["seed": nil, "input_axes": nil, "output_axes": nil])
        _ = try operation(
            "BatchNormalization", ["name": "bn", "renorm": false, "renorm_clipping": nil, "renorm_momentum": 0.99])
        _ = try operation(
            "Dense", ["name": "d", "units": 2, "quantization_config": nil, "kernel_initializer": initializer])
    }

    @Test func `can be added by another package`() throws {
        struct Scale: KerasLayerCodec {
            let classNames = ["mylib>Scale"]
            func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
                let factor = configuration.number("factor", default: 2)
                return { inputs, builder in
                    try builder.output(Rescaling(scale: [factor]), [try builder.only(inputs)])
                }
            }
        }
        let table = KerasLayerTable.standard.adding([Scale()])
        let layer: JSONValue = [
            "module": "mylib.layers", "class_name": "Scale", "registered_name": "mylib>Scale",
            "config": ["name": "s", "factor": 3],
        ]
        let document = Reading.sequential([nil, 4], [layer])
        let model = try Reading.assemble(document, table: table).model
        #expect(isEqual(model.graph.nodes[0].operation, Rescaling(scale: [3])))
        let error = try #require(throws: FerryError.self) { try Reading.model(document) }
        #expect(error.problem == "layer 's' (Scale) is of a class that is not Keras's own")
    }
}
