import FerryCore
import FixtureCases
import Testing

@testable import FerryONNX

@Suite struct `Files that others wrote` {
    /// The answer of a model to a fixed input.
    private func answer(_ model: Model) throws -> Tensor<Double> {
        let inputs = try RandomInputs.make(for: model.graph, samples: 2, seed: 9).mapValues { Tensor<Double>($0) }
        let outputs = try ReferenceInterpreter(model).outputs(inputs)
        return try #require(outputs.values.first)
    }

    /// The same graph built by hand, with an input of the same shape.
    private func expect(
        _ file: ForeignFile, operators: [String], equals build: (inout ModelBuilder, ValueID) throws -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let model = try file.read()
        #expect(model.graph.nodes.map(\.operation.name) == operators, sourceLocation: sourceLocation)
        let expected = try Model.build { builder in
            let shape = model.graph[model.graph.inputs[0]].type?.shape.dropFirst().compactMap(\.size) ?? []
            try build(&builder, try builder.input("x", shape))
        }
        #expect(try answer(model) == answer(expected), sourceLocation: sourceLocation)
    }

    @Test func `are read as they compute where images are channels-first`() throws {
        var file = ForeignFile()
        let kernel = file.tensor("w", [3, 2, 2, 2])
        file.node("Conv", ["x", "w"], "a")
        file.node("Softmax", ["a"], "y", [ONNXAttribute("axis", 1)])
        try expect(file, operators: ["Transpose", "Conv2D", "Softmax", "Transpose"]) { builder, _ in
            try builder.layer("in", Transpose(permutation: [0, 2, 3, 1]))
            let w = try builder.add("w", PermutedSource.permuting(MemorySource(kernel), by: [2, 3, 1, 0]))
            try builder.layer("a", Conv2D(), on: [builder.last!, w], [nil])
            try builder.layer("b", Softmax())
            try builder.layer("y", Transpose(permutation: [0, 3, 1, 2]))
        }
    }

    @Test func `keep the order of a flattened image that leaves the graph`() throws {
        var file = ForeignFile()
        file.node("MaxPool", ["x"], "a", [ONNXAttribute("kernel_shape", [2, 2])])
        file.node("Flatten", ["a"], "y")
        try expect(
            file, operators: ["Transpose", "MaxPooling2D", "Flatten", "Reshape", "Transpose", "Flatten"]
        ) { builder, _ in
            try builder.layer("in", Transpose(permutation: [0, 2, 3, 1]))
            try builder.layer("a", MaxPooling2D(poolSize: Size2D(2), strides: Size2D(1)))
            try builder.layer("out", Transpose(permutation: [0, 3, 1, 2]))
            try builder.layer("y", Flatten())
        }
    }

    @Test func `may transpose the kernel of a Gemm`() throws {
        var file = ForeignFile(input: [6])
        let kernel = file.tensor("w", [3, 6])
        let bias = file.tensor("b", [3])
        file.node("Gemm", ["x", "w", "b"], "y", [ONNXAttribute("transB", 1)])
        try expect(file, operators: ["Dense"]) { builder, x in
            let w = try builder.add("w", PermutedSource.permuting(MemorySource(kernel), by: [1, 0]))
            try builder.layer("y", Dense(), on: [x, w, try builder.add("b", MemorySource(bias))])
        }
    }

    @Test func `may transpose the kernel of a Gemm behind a flattened image`() throws {
        var file = ForeignFile()
        let kernel = file.tensor("w", [3, 24])
        file.node("MaxPool", ["x"], "a", [ONNXAttribute("kernel_shape", [2, 2])])
        file.node("Flatten", ["a"], "f")
        file.node("Gemm", ["f", "w"], "y", [ONNXAttribute("transB", 1)])
        let model = try file.read()
        #expect(model.graph.nodes.map(\.operation.name) == ["Transpose", "MaxPooling2D", "Flatten", "Dense"])
        let expected = try Model.build { builder in
            try builder.input("x", [2, 5, 4])
            try builder.layer("in", Transpose(permutation: [0, 2, 3, 1]))
            try builder.layer("a", MaxPooling2D(poolSize: Size2D(2), strides: Size2D(1)))
            try builder.layer("out", Transpose(permutation: [0, 3, 1, 2]))
            let flat = try builder.layer("f", Flatten())
            let w = try builder.add("w", PermutedSource.permuting(MemorySource(kernel), by: [1, 0]))
            try builder.layer("y", Dense(), on: [flat, w], [nil])
        }
        // The rows are added in another order.
        #expect(Difference(try answer(model), from: try answer(expected)).largest < 1e-14)
    }

    @Test func `may pad by rule`() throws {
        var file = ForeignFile()
        let kernel = file.tensor("w", [3, 2, 3, 2])
        file.node("Conv", ["x", "w"], "y", [ONNXAttribute("auto_pad", "SAME_UPPER"), ONNXAttribute("strides", [2, 1])])
        try expect(file, operators: ["Transpose", "Conv2D", "Transpose"]) { builder, _ in
            try builder.layer("in", Transpose(permutation: [0, 2, 3, 1]))
            let w = try builder.add("w", PermutedSource.permuting(MemorySource(kernel), by: [2, 3, 1, 0]))
            try builder.layer("a", Conv2D(strides: Size2D(height: 2, width: 1), padding: .same), on: [builder.last!, w], [nil])
            try builder.layer("y", Transpose(permutation: [0, 3, 1, 2]))
        }
    }

    @Test func `may pad at the start by rule`() throws {
        var file = ForeignFile()
        let kernel = file.tensor("w", [3, 2, 2, 2])
        file.node("Conv", ["x", "w"], "y", [ONNXAttribute("auto_pad", "SAME_LOWER")])
        try expect(file, operators: ["Transpose", "Conv2D", "Transpose"]) { builder, _ in
            try builder.layer("in", Transpose(permutation: [0, 2, 3, 1]))
            let w = try builder.add("w", PermutedSource.permuting(MemorySource(kernel), by: [2, 3, 1, 0]))
            let margins = Margins2D(top: 1, bottom: 0, left: 1, right: 0)
            try builder.layer("a", Conv2D(padding: .explicit(margins)), on: [builder.last!, w], [nil])
            try builder.layer("y", Transpose(permutation: [0, 3, 1, 2]))
        }
    }

    @Test func `may count margins in a mean`() throws {
        var file = ForeignFile()
        file.node(
            "AveragePool", ["x"], "y",
            [
                ONNXAttribute("kernel_shape", [2, 2]), ONNXAttribute("pads", [1, 1, 0, 0]), ONNXAttribute("count_include_pad", 1),
            ])
        try expect(file, operators: ["Transpose", "ZeroPadding2D", "AveragePooling2D", "Transpose"]) { builder, _ in
            try builder.layer("in", Transpose(permutation: [0, 2, 3, 1]))
            try builder.layer("pad", ZeroPadding2D(margins: Margins2D(top: 1, bottom: 0, left: 1, right: 0)))
            try builder.layer("a", AveragePooling2D(poolSize: Size2D(2), strides: Size2D(1)))
            try builder.layer("y", Transpose(permutation: [0, 3, 1, 2]))
        }
    }

    @Test func `may spell functions out under any names`() throws {
        var file = ForeignFile(input: [6])
        file.node("Sigmoid", ["x"], "anything")
        file.node("Mul", ["x", "anything"], "y")
        try expect(file, operators: ["Activation"]) { builder, _ in try builder.layer("y", Activation(.silu)) }
    }

    @Test func `are read node by node where a part of a function is an output`() throws {
        var file = ForeignFile(input: [6])
        file.node("Sigmoid", ["x"], "s")
        file.node("Mul", ["x", "s"], "y")
        file.onnx.outputs.append(ONNXValueInfo(name: "s", element: .float32, dimensions: []))
        #expect(try file.read().graph.nodes.map(\.operation.name) == ["Activation", "Multiply"])
    }

    @Test func `may follow a convolution with a convolution of one pixel`() throws {
        var file = ForeignFile()
        _ = (file.tensor("v", [3, 2, 2, 2]), file.tensor("w", [2, 3, 1, 1]))
        file.node("Conv", ["x", "v"], "a")
        file.node("Conv", ["a", "w"], "y")
        #expect(try file.read().graph.nodes.map(\.operation.name) == ["Transpose", "Conv2D", "Conv2D", "Transpose"])
    }

    @Test func `may give small tensors in nodes, and list parameters among the inputs`() throws {
        var file = ForeignFile(input: [6])
        let slopes = file.tensor("alpha", [6])
        file.onnx.inputs.append(ONNXValueInfo(name: "alpha", element: .float32, dimensions: [.size(6)]))
        file.onnx.nodes.append(
            ONNXNode(
                name: "", opType: "Constant", inputs: [], outputs: ["shape"],
                attributes: [ONNXAttribute("value_ints", [-1, 3, 2])]))
        file.node("PRelu", ["x", "alpha"], "a")
        file.node("Reshape", ["a", "shape"], "y")
        try expect(file, operators: ["PReLU", "Reshape"]) { builder, x in
            try builder.layer("a", PReLU(), on: [x, try builder.add("alpha", MemorySource(slopes))])
            try builder.layer("y", Reshape(shape: [3, 2]))
        }
    }

    @Test func `may be older than what Ferry writes`() throws {
        var file = ForeignFile(opset: 9)
        file.node("Clip", ["x"], "a", [ONNXAttribute("min", 0.0), ONNXAttribute("max", 0.75)])
        file.node("Transpose", ["a"], "b", [ONNXAttribute("perm", [0, 2, 3, 1])])
        file.node("Pad", ["b"], "c", [ONNXAttribute("pads", [0, 1, 2, 0, 0, 0, 1, 0])])
        file.node(
            "Slice", ["c"], "d",
            [ONNXAttribute("axes", [1, 2]), ONNXAttribute("starts", [1, 0]), ONNXAttribute("ends", [-1, 9])])
        file.node("Softmax", ["d"], "e", [ONNXAttribute("axis", 3)])
        file.node("Dropout", ["e"], "y", [ONNXAttribute("ratio", 0.25)])
        let names = ["ReLU", "Transpose", "ZeroPadding2D", "Cropping2D", "Softmax", "Dropout"]
        try expect(file, operators: names) { builder, _ in
            try builder.layer("a", ReLU(maximum: 0.75))
            try builder.layer("b", Transpose(permutation: [0, 2, 3, 1]))
            try builder.layer("c", ZeroPadding2D(margins: Margins2D(top: 1, bottom: 0, left: 2, right: 1)))
            try builder.layer("d", Cropping2D(margins: Margins2D(top: 1, bottom: 1, left: 0, right: 0)))
            try builder.layer("e", Softmax())
        }
    }

    /// Fields of their type instead of raw bytes, as other writers have small tensors.
    @Test func `may hold tensors in typed fields`() throws {
        let fields: [(type: UInt64, field: UInt64, packed: [UInt8], element: ElementType)] = [
            (1, 4, [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0], .float32),
            (11, 10, [0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0], .float64),
            (7, 7, [3] + WireMessage.varint(UInt64(bitPattern: -2)), .int64),
            (6, 5, [3] + WireMessage.varint(UInt64(bitPattern: -2)), .int32),
            (10, 5, WireMessage.varint(0x3e00) + WireMessage.varint(0xc000), .float16), (2, 5, [7, 9], .uint8),
            (13, 11, [7, 9], .uint64), (12, 11, [7, 9], .uint32),
        ]
        for (type, field, packed, element) in fields {
            let bytes = WireMessage.model { graph in
                graph.add(5) { tensor in
                    tensor.add(1, 2)
                    tensor.add(2, type)
                    tensor.add(field, packed)
                    tensor.add(8, "w")
                }
            }
            let source = try ModelUnpacker.unpack(MemoryByteSource(bytes, name: "typed")).initializers[0].source
            #expect(source.element == element)
            if element.isFloatingPoint { #expect(try source.loadDouble().elements == [1.5, -2]) }
            let last = try source.bytes(element.byteCount..<2 * element.byteCount)
            if element == .int64 || element == .int32 {
                #expect(last == [0xfe] + [UInt8](repeating: 0xff, count: last.count - 1))
            }
            if [.uint8, .uint32, .uint64].contains(element) {
                #expect(last == [9] + [UInt8](repeating: 0, count: last.count - 1))
            }
        }
    }

    @Test func `are refused with everything that Ferry does not know`() throws {
        var file = ForeignFile()
        _ = file.tensor("w", [3, 2, 2, 2])
        file.node("LSTM", ["x"], "a")
        file.node("Relu", ["a"], "b")
        file.node("Multinomial", ["x"], "c")
        file.onnx.nodes.append(ONNXNode(name: "own", opType: "Thing", domain: "com.example", inputs: ["x"], outputs: ["d"]))
        file.node("Conv", ["missing", "w"], "y")
        let error = try #require(throws: FerryError.self) { try file.read() }
        let all = [error] + error.others
        #expect(all.map { $0.location.layer } == ["node_0", "node_2", "own", "node_4"])
        #expect(all.map(\.code) == [.unsupported, .unsupported, .unsupported, .malformed])
        for (error, word) in zip(all, ["LSTM", "Multinomial", "com.example.Thing", "no earlier node"]) {
            #expect(error.problem.contains(word), "\(error)")
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let opType: String
        var inputs = ["x"]
        var attributes: [ONNXAttribute] = []
        var input = [2, 5, 4]
        var opset = 17
    }

    static let refusals = [
        Refusal(testDescription: "a second output", opType: "MaxPool", attributes: [ONNXAttribute("kernel_shape", [2, 2])]),
        Refusal(testDescription: "a pool without size", opType: "AveragePool"),
        Refusal(testDescription: "a computed kernel", opType: "Conv", inputs: ["x", "x"]),
        Refusal(
            testDescription: "negative margins", opType: "Conv", inputs: ["x", "w"],
            attributes: [ONNXAttribute("pads", [-1, 0, 0, 0])]),
        Refusal(
            testDescription: "another kernel size than the kernel's", opType: "Conv", inputs: ["x", "w"],
            attributes: [ONNXAttribute("kernel_shape", [3, 3])]),
        Refusal(
            testDescription: "transposed convolution in groups", opType: "ConvTranspose", inputs: ["x", "w"],
            attributes: [ONNXAttribute("group", 2)]),
        Refusal(testDescription: "Flatten before the batch", opType: "Flatten", attributes: [ONNXAttribute("axis", 0)]),
        Refusal(testDescription: "Flatten behind the first axis", opType: "Flatten", attributes: [ONNXAttribute("axis", 2)]),
        Refusal(testDescription: "a computed shape", opType: "Reshape", inputs: ["x", "x"]),
        Refusal(testDescription: "the batch in other axes", opType: "Reshape", inputs: ["x", "shape"]),
        Refusal(testDescription: "a slice of channels", opType: "Slice", inputs: ["x", "zero", "two", "zero"]),
        Refusal(
            testDescription: "training", opType: "BatchNormalization", inputs: ["x", "v", "v", "v", "v"],
            attributes: [ONNXAttribute("training_mode", 1)]),
        Refusal(
            testDescription: "softmax over several axes", opType: "Softmax", attributes: [ONNXAttribute("axis", 1)], opset: 11),
        Refusal(testDescription: "an attribute of another type", opType: "Softmax", attributes: [ONNXAttribute("axis", "one")]),
        Refusal(testDescription: "an axis that is not there", opType: "Softmax", attributes: [ONNXAttribute("axis", 7)]),
    ]

    @Test(arguments: refusals)
    func `are refused with the node where it has no counterpart`(_ refusal: Refusal) throws {
        var file = ForeignFile(opset: refusal.opset, input: refusal.input)
        _ = (file.tensor("w", [3, 2, 2, 2]), file.tensor("v", [2]))
        _ = (file.integers("shape", [2, 5, 4, 2]), file.integers("zero", [0]), file.integers("two", [2]))
        file.node(refusal.opType, refusal.inputs, "y", refusal.attributes)
        if refusal.testDescription == "a second output" {
            file.onnx.nodes[0].outputs.append("indices")
            file.onnx.outputs.append(ONNXValueInfo(name: "indices", element: .int64, dimensions: []))
        }
        let error = try #require(throws: FerryError.self) { try file.read() }
        #expect([.unsupported, .malformed].contains(error.code), "\(error)")
        #expect(error.location.layer == "node_0", "\(error)")
        #expect(error.location.file == "foreign.onnx")
    }
}
