import FerryCore
import Testing

@testable import FerryKeras

@Suite struct `A layer's configuration` {
    typealias Reading = ArchitectureReading

    private func error(_ layers: [JSONValue], input: JSONValue = [nil, 6, 6, 2]) throws -> FerryError {
        try #require(throws: FerryError.self) { try Reading.model(Reading.sequential(input, layers)) }
    }

    @Test func `with an unknown key is refused, unless the key is null`() throws {
        let known = Reading.layer("Dense", ["name": "d", "units": 2, "novelty": nil])
        _ = try Reading.model(Reading.sequential([nil, 3], [known]))
        let error = try error([Reading.layer("Dense", ["name": "d", "units": 2, "use_bia": false])], input: [nil, 3])
        #expect(error.code == .unsupported)
        #expect(error.location == Location(path: "#/config/layers/1/config/use_bia", layer: "d", field: "use_bia"))
        #expect(error.remedy == "did you mean 'use_bias'?")
    }

    @Test func `tells all that is wrong with it, and with other layers`() throws {
        let error = try error([
            Reading.layer("Conv2D", ["name": "c", "filters": 0, "kernel_size": [3, 3, 3], "padding": "full", "groups": "two"]),
            Reading.layer("Dens", ["name": "d"]), Reading.layer("Reshape", ["name": "r", "target_shape": [-1, -1]]),
        ])
        let fields = ([error] + error.others).map { $0.location.field ?? $0.location.layer }
        #expect(fields == ["filters", "kernel_size", "groups", "padding", "d", "target_shape"])
        #expect(error.others[3].remedy?.contains("did you mean 'Dense'?") == true)
    }

    static let values: [(className: String, config: JSONValue, field: String)] = [
        ("Dense", ["name": "l"], "units"), ("Dense", ["name": "l", "units": 2.5], "units"),
        ("Dense", ["name": "l", "units": -1], "units"), ("Dense", ["name": "l", "units": 4_611_686_018_427_387_904], "units"),
        ("Dense", ["name": "l", "units": 2, "use_bias": 1], "use_bias"),
        ("Conv2D", ["name": "l", "filters": 1, "kernel_size": 1, "strides": 0], "strides"),
        ("Conv2D", ["name": "l", "filters": 1], "kernel_size"),
        ("BatchNormalization", ["name": "l", "epsilon": .number(.nan)], "epsilon"),
        ("ZeroPadding2D", ["name": "l", "padding": [[1, 1], [1]]], "padding"),
        ("Cropping2D", ["name": "l", "cropping": -1], "cropping"), ("Permute", ["name": "l", "dims": [1, 1, 2]], "dims"),
        ("Permute", ["name": "l"], "dims"), ("Reshape", ["name": "l", "target_shape": [0, 4]], "target_shape"),
        ("Reshape", ["name": "l", "target_shape": [16_777_216, 16_777_216, 16_777_216]], "target_shape"),
        ("Dropout", ["name": "l", "rate": 1.5], "rate"), ("Rescaling", ["name": "l"], "scale"),
        ("Rescaling", ["name": "l", "scale": ["a"]], "scale"), ("Normalization", ["name": "l", "mean": [1]], "variance"),
        ("UpSampling2D", ["name": "l", "interpolation": "bicubic"], "interpolation"),
        ("Softmax", ["name": "l", "axis": [1, 2]], "axis"), ("LayerNormalization", ["name": "l", "axis": [1, -1]], "axis"),
        ("DepthwiseConv2D", ["name": "l", "kernel_size": 1, "groups": 2], "groups"),
        ("Activation", ["name": "l"], "activation"), ("Activation", ["name": "l", "activation": "threshold"], "activation"),
    ]

    @Test(arguments: values)
    func `with a value that cannot be is refused at its key`(className: String, config: JSONValue, field: String) throws {
        let error = try error([Reading.layer(className, config)])
        #expect(error.location.field == field)
        #expect(error.location.layer == "l")
        #expect(error.location.path == "#/config/layers/1/config/\(field)")
        #expect(error.code == .malformed || error.code == .unsupported)
        #expect(error.problem.contains("layer 'l' (\(className))"))
    }

    static let policies: [(dtype: JSONValue, isRead: Bool, notices: Int)] = [
        ("float32", true, 0), (nil, true, 0), ("mixed_float16", true, 1), ("mixed_bfloat16", true, 1), ("float16", false, 0),
        ("bfloat16", false, 0), ("float64", false, 0), ("int8_from_float32", false, 0),
        (["class_name": "DTypePolicy", "config": ["name": "float32"]], true, 0),
        (["class_name": "Policy", "config": ["name": "mixed_float16"]], true, 1),
        (["class_name": "QuantizedDTypePolicy", "config": ["mode": "int8", "source_name": "float32"]], false, 0),
        (["class_name": "DTypePolicyMap", "config": ["name": "float32"]], false, 0),
    ]

    @Test(arguments: policies)
    func `computes in float32 or is refused`(dtype: JSONValue, isRead: Bool, notices: Int) throws {
        let layer = Reading.layer("Dense", ["name": "d", "units": 2, "dtype": dtype])
        guard isRead else {
            #expect(try error([layer], input: [nil, 3]).location.field == "dtype")
            return
        }
        #expect(try Reading.assemble(Reading.sequential([nil, 3], [layer])).notices.count == notices)
    }

    static let inputs: [(key: String, value: JSONValue)] = [
        ("dtype", "int32"), ("dtype", "float16"), ("sparse", true), ("ragged", true), ("optional", true),
    ]

    @Test(arguments: inputs)
    func `of an input that is no dense float32 tensor is refused`(key: String, value: JSONValue) throws {
        var config: JSONObject = ["name": "x", "batch_shape": [nil, 3]]
        config[key] = value
        let document: JSONValue = [
            "class_name": "Sequential",
            "config": ["name": "chain", "layers": [Reading.layer("InputLayer", .object(config))]],
        ]
        let error = try #require(throws: FerryError.self) { try Reading.model(document) }
        #expect(error.location.field == key)
    }

    static let shapes: [JSONValue] = [[nil, 0], [nil, -3], [nil, 2.5], [nil, "a"], [nil, 4_611_686_018_427_387_904]]

    @Test(arguments: shapes)
    func `of an input of an impossible shape is refused`(shape: JSONValue) throws {
        #expect(try error([], input: shape).code == .malformed)
    }

    @Test func `that would make too large a value is refused before any is made`() throws {
        let layers = ["u", "v", "w"].map {
            Reading.layer("UpSampling2D", ["name": .string($0), "size": [1_048_576, 1_048_576]])
        }
        let error = try error(layers)
        #expect(error.code == .limit)
        #expect(error.location.layer == "u")
        // Layers that need its result are not judged.
        #expect(error.others.isEmpty)
    }
}
