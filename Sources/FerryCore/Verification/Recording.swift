/// What a model answered to some inputs, layer by layer, recorded by another framework.
public struct Recording: Sendable {
    /// By the input's name.
    public var inputs: [String: Tensor<Float>]
    /// By the value's name: a layer's output bears the layer's name.
    public var values: [String: Tensor<Float>]

    public init(inputs: [String: Tensor<Float>], values: [String: Tensor<Float>]) {
        self.inputs = inputs
        self.values = values
    }
}
