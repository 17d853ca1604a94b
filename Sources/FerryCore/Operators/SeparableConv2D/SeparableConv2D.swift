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
        let types = try InputTypes(self, inputs)
        try types.check(strides: strides, padding: padding, dilation: dilation)
        let image = try types.image()
        let kernel = try types.fixed(1)
        guard kernel.count == 4, kernel[2] == image.channels else {
            throw types.mismatch(1, expected: "[height, width, \(image.channels), multiplier]")
        }
        let pointwise = try types.fixed(2)
        guard pointwise.count == 4, Array(pointwise.dropLast()) == [1, 1, kernel[2] * kernel[3]] else {
            throw types.mismatch(2, expected: "[1, 1, \(kernel[2] * kernel[3]), filters]")
        }
        try types.expect(3, [pointwise[3]])
        return try types.output(
            image.batch, depthwise.window(input: image.size, kernel: kernel).output, channels: pointwise[3],
            expecting: "an image that the kernel fits in")
    }

    public func operationCount(inputs: [[Int]?], output: [Int]) -> Int {
        guard let depth = inputs[1], let point = inputs[2] else { return 0 }
        let products = depth.elementCount + point.elementCount
        return (output.dropLast() + [2, products]).checkedElementCount ?? .max
    }
}
