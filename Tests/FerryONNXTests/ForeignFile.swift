import FerryCore
import FixtureCases

@testable import FerryONNX

/// A file as another writer would make it: other names, other forms.
struct ForeignFile {
    var onnx: ONNXModel
    private var generator = SplitMix64(state: 3)

    init(opset: Int = 17, input: [Int] = [2, 5, 4]) {
        onnx = ONNXModel(
            irVersion: OperatorSet.formatVersion(for: opset), opset: opset, producerName: "another", graphName: "foreign")
        onnx.inputs = [
            ONNXValueInfo(
                name: "x", element: .float32,
                dimensions: [.symbol("N")] + input.map(ONNXValueInfo.Dimension.size))
        ]
        onnx.outputs = [ONNXValueInfo(name: "y", element: .float32, dimensions: [])]
    }

    mutating func tensor(_ name: String, _ shape: [Int]) -> Tensor<Float> {
        let tensor = Tensor<Float>(
            shape: shape, elements: (0..<shape.elementCount).map { _ in generator.unitFloat() - 0.5 })
        onnx.initializers.append(ONNXTensor(name: name, source: MemorySource(tensor)))
        return tensor
    }

    mutating func integers(_ name: String, _ values: [Int]) {
        onnx.initializers.append(ONNXTensor(name: name, source: IntegerSource(values, shape: [values.count])))
    }

    mutating func number(_ name: String, _ value: Float) {
        onnx.initializers.append(ONNXTensor(name: name, source: MemorySource(Tensor(shape: [], elements: [value]))))
    }

    mutating func scalar(_ name: String, _ value: Int) {
        onnx.initializers.append(ONNXTensor(name: name, source: IntegerSource([value], shape: [])))
    }

    /// A Constant node of integers.
    mutating func constant(_ output: String, _ values: [Int]) {
        node("Constant", [], output, [ONNXAttribute("value_ints", values)])
    }

    mutating func node(_ opType: String, _ inputs: [String], _ output: String, _ attributes: [ONNXAttribute] = []) {
        onnx.nodes.append(
            ONNXNode(name: "node_\(onnx.nodes.count)", opType: opType, inputs: inputs, outputs: [output], attributes: attributes))
    }

    /// What Ferry reads of it.
    func read() throws -> Model {
        let folder = try TemporaryFolder()
        let file = try AtomicFile(path: folder.path + "/foreign.onnx")
        try ModelPacker.pack(onnx, external: nil, to: file)
        try file.commit()
        return try ONNX().read(
            MemoryByteSource(try FileByteSource(path: file.path).bytes(), name: "foreign.onnx"), options: ReadOptions()
        ).model
    }
}
