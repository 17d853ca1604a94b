import Ferry
import FerryCore
import Testing

@testable import FerryONNX

@Suite struct `A run on arrays` {
    /// `x`, of any number of samples of four, and `limit`, which is one for all of them.
    private static func clipped() throws -> Model {
        try read(
            [ONNXNode(name: "y", opType: "Add", inputs: ["x", "limit"], outputs: ["y"])],
            inputs: [info("x", [.symbol("N"), .size(4)]), info("limit", [.size(1), .size(4)])], outputs: [info("y", [])])
    }

    private static func info(
        _ name: String, _ dimensions: [ONNXValueInfo.Dimension], _ element: ElementType = .float32
    ) -> ONNXValueInfo { ONNXValueInfo(name: name, element: element, dimensions: dimensions) }

    private static func read(
        _ nodes: [ONNXNode], inputs: [ONNXValueInfo], outputs: [ONNXValueInfo]
    ) throws -> Model {
        var onnx = ONNXModel(irVersion: 9, opset: 22, graphName: "run")
        (onnx.nodes, onnx.inputs, onnx.outputs) = (nodes, inputs, outputs)
        var decoder = try ONNXDecoder(onnx, table: .standard)
        return try decoder.run()
    }

    @Test(arguments: [1, 2, 5, 32])
    func `cuts what is of the batch, and passes the rest to each part`(_ batch: Int) throws {
        let x = Tensor<Float>(shape: [5, 4], elements: (0..<20).map(Float.init))
        let limit = Tensor<Float>(shape: [1, 4], elements: [100, 200, 300, 400])
        var options = RunOptions()
        options.batch = batch
        let report = try Ferry.run(Self.clipped(), on: ["x": x, "limit": limit], options)
        let y = try #require(report.values.first).source
        #expect(report.samples == 5)
        #expect(y.shape == [5, 4])
        #expect(try y.loadFloat().elements == (0..<20).map { Float($0 + 100 * ($0 % 4 + 1)) })
    }

    @Test func `leaves scalars scalars`() throws {
        let model = try Self.read(
            [ONNXNode(name: "y", opType: "ReduceSum", inputs: ["x"], outputs: ["y"], attributes: [ONNXAttribute("keepdims", 0)])],
            inputs: [Self.info("x", [.size(3)])], outputs: [Self.info("y", [])])
        let report = try Ferry.run(model, on: ["x": Tensor(shape: [3], elements: [1, 2, 4])])
        #expect(report.values[0].source.shape == [])
        #expect(try report.values[0].source.loadFloat().elements == [7])
    }

    private static func whole() throws -> Model {
        try read(
            [ONNXNode(name: "y", opType: "Cast", inputs: ["x"], outputs: ["y"], attributes: [ONNXAttribute("to", 6)])],
            inputs: [info("x", [.size(2)])], outputs: [info("y", [], .int32)])
    }

    @Test func `gives integers in their type`() throws {
        let report = try Ferry.run(Self.whole(), on: ["x": Tensor(shape: [2], elements: [-1.5, 16_777_215])])
        #expect(report.values[0].source.type == TensorType([2] as [Int], element: .int32))
        #expect(try report.values[0].source.loadIntegers() == [-1, 16_777_215])
    }

    @Test func `refuses integers that float32 may have rounded, and those that are none`() throws {
        let large = Tensor<Float>(shape: [2], elements: [0, 16_777_216])
        let error = #expect(throws: FerryError.self) { try Ferry.run(Self.whole(), on: ["x": large]) }
        #expect(error?.code == .limit)
        var options = RunOptions()
        options.precision = .float64
        #expect(try Ferry.run(Self.whole(), on: ["x": large], options).values[0].source.element == .int32)
        let infinite = Tensor<Float>(shape: [2], elements: [0, .infinity])
        let none = #expect(throws: FerryError.self) { try Ferry.run(Self.whole(), on: ["x": infinite]) }
        #expect(none?.code == .malformed)
    }

    @Test func `of nodes without a layer cannot be written to Keras, by name`() throws {
        let model = try Self.whole()
        for id in ["keras", "keras-h5"] as [FormatID] {
            let writer = try #require(FormatRegistry.standard.formats.first { $0.id == id } as? any ModelWriter)
            let problems = writer.problems(writing: model, options: WriteOptions())
            #expect(problems.first?.code == .unsupported, "\(id)")
            #expect(problems.first?.problem.contains("ONNXFunction") == true && problems.first?.found == "Cast", "\(problems)")
        }
    }
}
