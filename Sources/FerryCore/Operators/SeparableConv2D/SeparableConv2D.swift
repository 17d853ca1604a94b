/// A depthwise convolution followed by a 1×1 convolution; strides and dilation act in the depthwise step.
///
/// `x` is `[batch, height, width, in]`, `depthwise_kernel` `[height, width, in, multiplier]`, `pointwise_kernel`
/// `[1, 1, in · multiplier, filters]`, `bias` `[filters]`. There is no bias between the two steps.
public struct SeparableConv2D: Operator {
    public static let name = "SeparableConv2D"
    public static let summary = "depthwise 2-D convolution followed by a 1×1 convolution"
    public static let source = "https://keras.io/api/layers/convolution_layers/separable_convolution2d/"

    public var strides: Size2D
    public var padding: Padding2D
    public var dilation: Size2D

    public init(strides: Size2D = Size2D(1), padding: Padding2D = .valid, dilation: Size2D = Size2D(1)) {
        self.strides = strides
        self.padding = padding
        self.dilation = dilation
    }

    public var inputRoles: [InputRole] {
        [
            InputRole("x"), InputRole("depthwise_kernel", .trainable), InputRole("pointwise_kernel", .trainable),
            InputRole("bias", .trainable, isOptional: true),
        ]
    }

    public var depthwise: DepthwiseConv2D { DepthwiseConv2D(strides: strides, padding: padding, dilation: dilation) }
    public var pointwise: Conv2D { Conv2D() }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        _ = try InputTypes(self, inputs)
        let between = try depthwise.outputType(for: [inputs[0], inputs[1], nil])
        return try pointwise.outputType(for: [between, inputs[2], inputs[3]])
    }

    public func operationCount(inputs: [[Int]?], output: [Int]) -> Int {
        guard let depth = inputs[1], let point = inputs[2] else { return 0 }
        let pixels = output.dropLast().reduce(1, *)
        return 2 * pixels * (depth.elementCount + point.elementCount)
    }
}
