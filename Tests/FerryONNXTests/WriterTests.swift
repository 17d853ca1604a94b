import FerryCore
import FixtureCases
import Testing

@testable import FerryONNX

@Suite struct `The ONNX writer` {
    /// An operator of another package.
    struct Cube: Operator {
        static let name = "Cube"
        static let summary = "x³"
        static let source = "this test"
        var inputRoles: [InputRole] { [InputRole("x")] }
        func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType { inputs[0]! }
        func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
            Tensor(shape: inputs[0]!.shape, elements: inputs[0]!.elements.map { $0 * $0 * $0 })
        }
    }

    struct CubeCodec: ONNXOperatorCodec {
        typealias Op = Cube
        private static let formula = ONNXFormula.node("Mul", .node("Mul", .x, .x), .x)
        func patterns(opset: Int) -> [ONNXPattern] { [.pointwise(Self.formula) { _ in Cube() }] }
        func encode(_ operation: Cube, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
            try encoder.emitPointwise(Self.formula, for: node)
        }
    }

    private static func cubes() throws -> Model {
        try .build { builder in
            try builder.input([4])
            try builder.layer("cube", Cube())
            try builder.layer("dense", Dense(), [("kernel", [4, 2]), ("bias", [2])])
            try builder.layer("cube_1", Cube())
        }
    }

    @Test func `names every operator that it has no codec for`() throws {
        let problems = ONNX().problems(writing: try Self.cubes(), options: WriteOptions())
        #expect(problems.map { $0.location.layer } == ["cube", "cube_1"])
        #expect(problems.allSatisfy { $0.code == .unsupported && $0.problem.contains("Cube") })
    }

    @Test func `takes operators of other packages`() throws {
        let format = ONNX(operators: .standard.adding([CubeCodec()]))
        let model = try Self.cubes()
        #expect(format.problems(writing: model, options: WriteOptions()).isEmpty)
        let folder = try TemporaryFolder()
        let file = try AtomicFile(path: folder.path + "/cubes.onnx")
        try format.write(model, state: nil, options: WriteOptions(), to: file)
        let copy = try format.read(try FileByteSource(path: file.temporaryPath), options: ReadOptions()).model
        #expect(copy.graph.nodes.map(\.operation.name) == ["Cube", "Dense", "Cube"])
        // To those who do not know it, the cube is a product of three.
        let plain = try RoundTrip.read(file.temporaryPath)
        #expect(plain.graph.nodes.map(\.operation.name) == ["Multiply", "Dense", "Multiply"])
    }

    @Test(arguments: [12, 29, 0])
    func `refuses operator sets that it does not write`(_ opset: Int) throws {
        var options = WriteOptions()
        options.opset = opset
        let problems = ONNX().problems(writing: try digitClassifier(), options: options)
        #expect(problems.map(\.code) == [.usage])
        #expect(problems[0].expected == "13 to 28")
    }

    @Test func `leaves nothing behind where it refuses`() throws {
        let folder = try TemporaryFolder()
        do {
            let file = try AtomicFile(path: folder.path + "/model.onnx")
            #expect(throws: FerryError.self) {
                try ONNX().write(try Self.cubes(), state: nil, options: WriteOptions(), to: file)
            }
            #expect(file.byteCount == 0)
            file.abandon()
        }
        #expect(try folder.contents.isEmpty)
    }

    @Test func `refuses a computed kernel by its name`() throws {
        let model = try Model.build { builder in
            try builder.input([4])
            let kernel = try builder.layer("kernel", ReLU(), on: [try builder.parameter("weights", [4, 2])])
            try builder.layer("dense", Dense(), on: [builder.model.graph.inputs[0], kernel], [nil])
        }
        let problems = ONNX().problems(writing: model, options: WriteOptions())
        #expect(problems.count == 1)
        #expect(problems[0].location.layer == "dense")
        #expect(problems[0].problem.contains("'kernel'"))
    }

    @Test func `rounds parameters of float64 to float32`() throws {
        let values = [0.1, 1.0 / 3, -2.5, 4]
        let bytes = values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
        let source = try RegionSource(MemoryByteSource(bytes, name: "doubles"), at: 0, element: .float64, shape: [2, 2])
        let model = try Model.build { builder in
            let x = try builder.input([2])
            try builder.layer("dense", Dense(), on: [x, try builder.add("dense/kernel", source)], [nil])
        }
        let tensor = try #require(try RoundTrip.contents(model).initializers.first)
        #expect(tensor.source.element == .float32)
        #expect(try tensor.source.loadFloat().elements == values.map(Float.init))
    }

    @Test func `shares a parameter that is used twice`() throws {
        let model = try Model.build { builder in
            try builder.input([4])
            try builder.layer("dense", Dense(), [("kernel", [4, 4]), ("bias", [4])])
            try builder.layer("dense#2", Dense(), [("kernel", [4, 4]), ("bias", [4])])
        }
        #expect(try RoundTrip.contents(model).initializers.map(\.name) == ["dense/kernel", "dense/bias"])
        let folder = try TemporaryFolder()
        let copy = try RoundTrip.read(try RoundTrip.write(model, in: folder))
        #expect(copy.layers.map(\.path) == ["dense"])
        #expect(copy.layers[0].parameters.count == 2)
    }

    @Test func `groups nodes into the layers that they came from`() throws {
        let folder = try TemporaryFolder()
        let copy = try RoundTrip.read(try RoundTrip.write(try digitClassifier(), in: folder))
        #expect(
            copy.layers.map(\.path) == [
                "conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1", "conv2d_2", "flatten", "dense", "dropout", "dense_1",
            ])
        #expect(copy.layers.map(\.kind).prefix(2) == ["Conv2D", "MaxPooling2D"])
        #expect(copy.layers[0].parameters.map { copy.graph[$0].name } == ["conv2d/kernel", "conv2d/bias"])
        #expect(copy.graph.nodes.map { $0.layer ?? -1 } == [0, 0, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7, 8, 8])
    }

    @Test(arguments: [
        ("conv2d", "conv2d"), ("conv2d#linear", "conv2d"), ("dense#2", "dense"), ("dense#2#linear", "dense"),
        ("encoder#2/conv2d", "encoder/conv2d"), ("encoder/conv2d#linear", "encoder/conv2d"),
    ])
    func `finds a value's layer in its name`(_ value: String, _ layer: String) { #expect(LayerGrouping.path(of: value) == layer) }
}
