import FerryCore
import Testing

@testable import FerryONNX

@Suite struct `Nodes that the core has no operator for` {
    struct Definition: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let opType: String
        var inputs = ["x"]
        var attributes: [ONNXAttribute] = []
        /// Behind the batch.
        var input = [2, 5, 4]
        /// What comes out for one sample, behind the batch.
        var output: [Int]
        /// The first of ONNX's operator sets that it can be written in.
        var opset = 13
    }

    static let definitions = [
        Definition(
            testDescription: "a pool with dilation", opType: "MaxPool",
            attributes: [ONNXAttribute("kernel_shape", [2, 2]), ONNXAttribute("dilations", [2, 2])], output: [2, 3, 2]),
        Definition(
            testDescription: "a pool that rounds up", opType: "AveragePool",
            attributes: [
                ONNXAttribute("kernel_shape", [2, 2]), ONNXAttribute("strides", [2, 2]), ONNXAttribute("ceil_mode", 1),
            ], output: [2, 3, 2], opset: 22),
        Definition(
            testDescription: "a pool of one axis", opType: "MaxPool", attributes: [ONNXAttribute("kernel_shape", [3])],
            input: [2, 5], output: [2, 3]),
        Definition(
            testDescription: "a convolution of three axes", opType: "Conv", inputs: ["x", "volume"], input: [2, 3, 4, 5],
            output: [3, 2, 3, 4]),
        Definition(
            testDescription: "a transposed convolution of one axis", opType: "ConvTranspose", inputs: ["x", "line"],
            attributes: [ONNXAttribute("strides", [2])], input: [2, 5], output: [3, 11]),
        Definition(
            testDescription: "a factor on a Gemm", opType: "Gemm", inputs: ["x", "k"], attributes: [ONNXAttribute("alpha", 0.5)],
            input: [4], output: [3]),
        Definition(
            testDescription: "reflection", opType: "Pad", inputs: ["x", "pads"], attributes: [ONNXAttribute("mode", "reflect")],
            output: [2, 7, 4]),
        Definition(
            testDescription: "steps", opType: "Slice", inputs: ["x", "zero", "five", "two", "two"], output: [2, 3, 4]),
        Definition(
            testDescription: "cubic interpolation", opType: "Resize", inputs: ["x", "", "scales"],
            attributes: [ONNXAttribute("mode", "cubic")], output: [2, 10, 8]),
        Definition(testDescription: "Clip below zero", opType: "Clip", inputs: ["x", "minus"], output: [2, 5, 4]),
        Definition(testDescription: "a sine", opType: "Sin", output: [2, 5, 4]),
        Definition(
            testDescription: "a product along channels", opType: "ReduceProd", inputs: ["x", "axes"], output: [1, 5, 4], opset: 18
        ),
    ]

    private func file(_ opType: String, _ inputs: [String], _ attributes: [ONNXAttribute], input: [Int]) -> ForeignFile {
        var file = ForeignFile(opset: 22, input: input)
        _ = (file.tensor("volume", [3, 2, 2, 2, 2]), file.tensor("line", [2, 3, 3]), file.tensor("k", [4, 3]))
        _ = file.tensor("v", [2])
        file.number("minus", -1)
        for (name, value) in [("zero", 0), ("two", 2), ("five", 5), ("axes", 1)] { file.integers(name, [value]) }
        file.integers("pads", [0, 0, 1, 0, 0, 0, 1, 0])
        file.integers("shift", [1, 0, 0, 0, -1, 0, 0, 0])
        file.onnx.initializers.append(
            ONNXTensor(name: "scales", source: MemorySource(Tensor<Float>(shape: [4], elements: [1, 1, 2, 2]))))
        file.node(opType, inputs, "y", attributes)
        return file
    }

    @Test(arguments: definitions)
    func `run by their definition`(_ definition: Definition) throws {
        let file = file(definition.opType, definition.inputs, definition.attributes, input: definition.input)
        let model = try file.read()
        let function = try #require(model.graph.nodes.last?.operation as? ONNXFunction)
        #expect(function.opType == definition.opType)
        #expect(model.layers.last?.kind == definition.opType)
        let output = try #require(model.graph.outputs.first)
        #expect(model.graph[output].name == "y")
        #expect(model.graph[output].type == TensorType([.batch] + definition.output.map(Dimension.fixed)))
        let inputs = try RandomInputs.make(for: model.graph, samples: 2, seed: 5)
        let found = try #require(try Executor(model, batch: 2).run(inputs)["y"])
        let truth = try #require(try ReferenceInterpreter(model).outputs(inputs.mapValues { Tensor<Double>($0) })["y"])
        #expect(found == Tensor<Float>(truth))
    }

    /// What a batch gives is what its samples give one by one.
    @Test(arguments: definitions)
    func `keep samples apart`(_ definition: Definition) throws {
        let model = try file(definition.opType, definition.inputs, definition.attributes, input: definition.input).read()
        let inputs = try RandomInputs.make(for: model.graph, samples: 3, seed: 9)
        let whole = try #require(try Executor(model, batch: 3).run(inputs)["y"])
        let x = try #require(inputs["x"])
        let single = try Executor(model, batch: 1)
        var parts: [Float] = []
        for sample in 0..<3 {
            let size = x.count / 3
            let part = Tensor(
                shape: [1] + x.shape.dropFirst(), elements: Array(x.elements[(sample * size)..<((sample + 1) * size)]))
            parts += try #require(try single.run(["x": part])["y"]).elements
        }
        #expect(parts == whole.elements)
    }

    @Test(arguments: definitions)
    func `are written as they were`(_ definition: Definition) throws {
        let model = try file(definition.opType, definition.inputs, definition.attributes, input: definition.input).read()
        var options = WriteOptions()
        options.opset = definition.opset
        try RoundTrip.expectFaithful(model, options)
        guard definition.opset > 13 else { return }
        options.opset = definition.opset - 1
        let error = ONNX().problems(writing: model, options: options).first
        #expect(error?.code == .unsupported && error?.problem.contains(definition.opType) == true)
    }

    struct Mixture: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let opType: String
        var inputs = ["x"]
        var attributes: [ONNXAttribute] = []
    }

    static let mixtures = [
        Mixture(testDescription: "softmax over the batch", opType: "Softmax", attributes: [ONNXAttribute("axis", 0)]),
        Mixture(
            testDescription: "softmax over the batch, counted from the end", opType: "Softmax",
            attributes: [ONNXAttribute("axis", -4)]),
        Mixture(testDescription: "the mean of the batch", opType: "ReduceMean", inputs: ["x", "zero"]),
        Mixture(testDescription: "the sum of everything", opType: "ReduceSum"),
        Mixture(testDescription: "a part of the batch", opType: "Slice", inputs: ["x", "zero", "five", "zero"]),
        Mixture(testDescription: "every other sample", opType: "Slice", inputs: ["x", "zero", "five", "zero", "two"]),
        Mixture(testDescription: "samples moved on", opType: "Pad", inputs: ["x", "shift"]),
        Mixture(testDescription: "one sample", opType: "Gather", inputs: ["x", "zero"]),
        Mixture(
            testDescription: "the largest of the batch", opType: "Hardmax", attributes: [ONNXAttribute("axis", 0)]),
        Mixture(testDescription: "everything in a row", opType: "Flatten", attributes: [ONNXAttribute("axis", 0)]),
        Mixture(
            testDescription: "the batch twice", opType: "Concat", inputs: ["x", "x"], attributes: [ONNXAttribute("axis", 0)]),
        Mixture(
            testDescription: "statistics of the batch", opType: "BatchNormalization", inputs: ["x", "v", "v", "v", "v"],
            attributes: [ONNXAttribute("training_mode", 1)]),
    ]

    @Test(arguments: mixtures)
    func `are refused where they mix the samples of an open batch`(_ mixture: Mixture) throws {
        let file = file(mixture.opType, mixture.inputs, mixture.attributes, input: [2, 5, 4])
        let error = try #require(throws: FerryError.self) { try file.read() }
        #expect(error.code == .unsupported || error.code == .mismatch, "\(error)")
        #expect(error.location.layer == "node_0")
    }

    @Test func `give integers and all outputs where the batch is fixed`() throws {
        var file = ForeignFile(opset: 22, input: [2, 2])
        file.onnx.inputs[0].dimensions = [.size(1), .size(1), .size(2), .size(2)]
        file.node("MaxPool", ["x"], "y", [ONNXAttribute("kernel_shape", [2, 1])])
        file.onnx.nodes[0].outputs.append("places")
        file.onnx.outputs.append(ONNXValueInfo(name: "places", element: .int64, dimensions: []))
        let model = try file.read()
        let outputs = try Executor(model, batch: 1).run(["x": Tensor(shape: [1, 1, 2, 2], elements: [1, 9, 3, 4])])
        #expect(outputs["y"]?.elements == [3, 9])
        #expect(outputs["places"] == Tensor(shape: [1, 1, 1, 2], elements: [2, 1]))
        let places = try #require(model.graph.value(named: "places"))
        #expect(model.graph[places].type?.element == .int64)
        try RoundTrip.expectFaithful(model)
    }

    @Test func `give what is no number where an integer overflows`() throws {
        var file = ForeignFile(opset: 22, input: [])
        file.onnx.inputs[0].dimensions = [.size(2)]
        file.node("Cast", ["x"], "whole", [ONNXAttribute("to", 7)])
        file.integers("zero", [0])
        file.node("Div", ["whole", "zero"], "y")
        let outputs = try Executor(try file.read(), batch: 2).run(["x": Tensor(shape: [2], elements: [1, 2])])
        #expect(outputs["y"]?.elements.allSatisfy(\.isNaN) == true)
    }
}
