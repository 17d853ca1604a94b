import FerryCore
import FixtureCases
import Testing

@testable import FerryONNX

@Suite struct `Models written as ONNX` {
    @Test(arguments: OperatorCase.all)
    func `come back with names, parameters and values`(of operatorCase: OperatorCase) throws {
        try RoundTrip.expectFaithful(try operatorCase.model())
    }

    @Test(arguments: OperatorCase.all)
    func `come back from images that are channels-first`(of operatorCase: OperatorCase) throws {
        var options = WriteOptions()
        options.layout = .nchw
        try RoundTrip.expectFaithful(try operatorCase.model(), options)
    }

    @Test(arguments: [13, 14, 18, 20, 28])
    func `come back from other operator sets`(_ opset: Int) throws {
        for operatorCase in OperatorCase.all {
            var options = WriteOptions()
            options.opset = opset
            try RoundTrip.expectFaithful(try operatorCase.model(), options)
        }
    }

    @Test func `keep what their layers do in training`() throws {
        let operations: [any Operator] = [
            Dropout(rate: 0.25), Dropout(rate: 1.0 / 3, factors: .gaussian), Dropout(rate: 0.5, sharedAxes: [0, 2]),
            Identity(), Identity(inTraining: .unknown), Identity(inTraining: .noise(deviation: 0.3)),
            BatchNormalization(epsilon: 1e-4, momentum: 0.7),
        ]
        var builder = ModelBuilder()
        try builder.input([4, 4, 2])
        for (index, operation) in operations.enumerated() {
            let roles = ["gamma", "beta", "moving_mean", "moving_variance"]
            let parameters = operation is BatchNormalization ? roles.map { ($0, [2]) } : []
            try builder.layer("layer\(index)", operation, parameters)
        }
        var model = builder.model
        model.graph.addOutput(try #require(builder.last))
        let folder = try TemporaryFolder()
        let copy = try RoundTrip.read(try RoundTrip.write(model, in: folder))
        #expect(copy.graph.nodes.map { AnyHashable($0.operation) } == operations.map { AnyHashable($0) })
    }

    @Test(arguments: OperatorCase.all)
    func `have nodes of different names`(of operatorCase: OperatorCase) throws {
        let names = try RoundTrip.contents(try operatorCase.model()).nodes.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func `cover every operator`() throws {
        var seen: Set<String> = []
        for operatorCase in OperatorCase.all { seen.formUnion(try operatorCase.model().graph.nodes.map(\.operation.name)) }
        #expect(seen == Set(OperatorRegistry.standard.operators.map { $0.name }))
    }

    @Test func `of the documented kind are fourteen nodes with the layers' names`() throws {
        let onnx = try RoundTrip.contents(try digitClassifier())
        #expect(
            onnx.nodes.map(\.opType) == [
                "Transpose", "Conv", "Relu", "MaxPool", "Conv", "Relu", "MaxPool", "Conv", "Relu", "Flatten", "Gemm", "Relu",
                "Gemm", "Softmax",
            ])
        #expect(
            onnx.nodes.map(\.name) == [
                "input_layer#nchw", "conv2d", "conv2d/relu", "max_pooling2d", "conv2d_1", "conv2d_1/relu", "max_pooling2d_1",
                "conv2d_2", "conv2d_2/relu", "flatten", "dense", "dense/relu", "dense_1", "dense_1/softmax",
            ])
        #expect(onnx.inputs.map(\.name) == ["input_layer"])
        #expect(onnx.inputs[0].dimensions == [.symbol("batch"), .size(28), .size(28), .size(1)])
        #expect(onnx.outputs.map(\.name) == ["dense_1"])
        #expect(onnx.outputs[0].dimensions == [.symbol("batch"), .size(10)])
        #expect(onnx.initializers.map(\.name).first == "conv2d/kernel")
        #expect((onnx.opset, onnx.irVersion) == (17, 8))
        #expect(onnx.producerName == "ferry")
        try RoundTrip.expectFaithful(try digitClassifier())
    }

    @Test func `keep the type of an input that holds integers`() throws {
        let model = try Model.build { builder in
            try builder.input("pixels", [4, 4, 1], element: .uint8)
            try builder.layer("rescaling", Rescaling(scale: [1.0 / 255]))
        }
        let onnx = try RoundTrip.contents(model)
        #expect(onnx.inputs[0].element == .uint8)
        #expect(onnx.nodes.map(\.opType) == ["Cast", "Mul"])
        try RoundTrip.expectFaithful(model)
    }

    @Test func `of the documented kind need no Transpose where the input is channels-first`() throws {
        var options = WriteOptions()
        options.layout = .nchw
        options.batch = 3
        let onnx = try RoundTrip.contents(try digitClassifier(), options)
        #expect(onnx.nodes.count == 13)
        #expect(onnx.inputs[0].dimensions == [.size(3), .size(1), .size(28), .size(28)])
        #expect(onnx.outputs[0].dimensions == [.size(3), .size(10)])
    }
}
