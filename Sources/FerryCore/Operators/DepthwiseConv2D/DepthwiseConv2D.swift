/// Convolves each channel by itself.
///
/// `x` is `[batch, height, width, in]`, `kernel` `[height, width, in, multiplier]`, `bias` `[in · multiplier]`; output channel
/// `c · multiplier + m` is channel `c` with kernel `m`.
public struct DepthwiseConv2D: Operator {
    public static let name = "DepthwiseConv2D"
    public static let summary = "2-D convolution of each channel by itself"
    public static let source = "https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/"

    public var strides: Size2D
    public var padding: Padding2D
    public var dilation: Size2D

    public init(strides: Size2D = Size2D(1), padding: Padding2D = .valid, dilation: Size2D = Size2D(1)) {
        self.strides = strides
        self.padding = padding
        self.dilation = dilation
    }

    public var inputRoles: [InputRole] {
        [InputRole("x"), InputRole("kernel", .trainable), InputRole("bias", .trainable, isOptional: true)]
    }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        try types.check(strides: strides, padding: padding, dilation: dilation)
        let image = try types.image()
        let kernel = try types.fixed(1)
        guard kernel.count == 4, kernel[2] == image.channels else {
            throw types.mismatch(1, expected: "[height, width, \(image.channels), multiplier]")
        }
        try types.expect(2, [kernel[2] * kernel[3]])
        return try types.output(
            image.batch, window(input: image.size, kernel: kernel).output, channels: kernel[2] * kernel[3],
            expecting: "an image that the kernel fits in")
    }

    public func operationCount(inputs: [[Int]?], output: [Int]) -> Int {
        guard let kernel = inputs[1] else { return 0 }
        return (output + [2, kernel[0], kernel[1]]).checkedElementCount ?? .max
    }

    func window(input: Size2D, kernel: [Int]) -> Window2D {
        Window2D(
            input: input, kernel: Size2D(height: kernel[0], width: kernel[1]), strides: strides, padding: padding,
            dilation: dilation)
    }
}
