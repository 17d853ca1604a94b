internal import FerryCore

/// What an ONNX file holds, without its wire format: the tensors' bytes stay where they are.
struct ONNXModel: Sendable {
    var irVersion: Int
    /// The version of ONNX's own operators.
    var opset: Int
    /// Versions of other operators, by domain.
    var otherOpsets: [String: Int] = [:]
    var producerName: String?
    var producerVersion: String?
    var graphName: String
    /// In the file's order.
    var metadata: [(key: String, value: String)] = []
    var inputs: [ONNXValueInfo] = []
    var outputs: [ONNXValueInfo] = []
    var nodes: [ONNXNode] = []
    var initializers: [ONNXTensor] = []
    /// Tensors that are attributes of nodes.
    var constants: [ONNXTensor] = []

    /// Whether Ferry wrote the file.
    var isOwn: Bool { producerName == ONNX.producerName }

    /// What a file of Ferry's carries of the model's framework.
    var carriedOrigin: CarriedOrigin? {
        isOwn ? metadata.first { $0.key == CarriedOrigin.key }.flatMap { CarriedOrigin($0.value) } : nil
    }
}

/// A named tensor of an ONNX file.
struct ONNXTensor: Sendable {
    var name: String
    var source: any TensorSource
}

/// The declaration of an input or output.
struct ONNXValueInfo: Hashable, Sendable {
    enum Dimension: Hashable, Sendable {
        case size(Int)
        case symbol(String)
        case unknown
    }

    var name: String
    /// Nothing where the file declares no tensor of a type that Ferry knows.
    var element: ElementType?
    /// Nothing where the file declares no shape.
    var dimensions: [Dimension]?
    /// What the axes mean, in ONNX's terms; empty where the file does not say.
    /// https://github.com/onnx/onnx/blob/main/docs/DimensionDenotation.md
    var denotations: [String] = []

    /// The meaning of the axes of a channels-first image.
    static let channelsFirst = ["DATA_BATCH", "DATA_CHANNEL", "DATA_FEATURE", "DATA_FEATURE"]
}
