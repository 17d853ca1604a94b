/// Slides kernels over an image: cross-correlation, without flipping, as all frameworks mean by convolution.
///
/// `x` is `[batch, height, width, in]`, `kernel` `[height, width, in / groups, filters]`, `bias` `[filters]`; the output is
/// `[batch, height, width, filters]`.
public struct Conv2D: Operator {
    public static let name = "Conv2D"
    public static let summary = "2-D convolution of an image with kernels, with strides, padding, dilation and groups"
    public static let source = "https://keras.io/api/layers/convolution_layers/convolution2d/"

    public var strides: Size2D
    public var padding: Padding2D
    public var dilation: Size2D
    /// Input and output channels are split into this many groups that do not see each other.
    public var groups: Int

    public init(
        strides: Size2D = Size2D(1), padding: Padding2D = .valid, dilation: Size2D = Size2D(1), groups: Int = 1
    ) {
        self.strides = strides
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
    }

    public var inputRoles: [InputRole] {
        [InputRole("x"), InputRole("kernel", .trainable), InputRole("bias", .trainable, isOptional: true)]
    }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        try types.check(strides: strides, padding: padding, dilation: dilation)
        let image = try types.image()
        let kernel = try types.fixed(1)
        guard kernel.count == 4, groups > 0, image.channels % groups == 0, kernel[2] == image.channels / groups,
            kernel[3] % groups == 0
        else {
            throw types.mismatch(
                1, expected: "[height, width, \(groups > 0 ? image.channels / groups : 0), filters in \(groups) groups]")
        }
        try types.expect(2, [kernel[3]])
        return try types.output(
            image.batch, window(input: image.size, kernel: kernel).output, channels: kernel[3],
            expecting: "an image that the kernel fits in")
    }

    public func operationCount(inputs: [[Int]?], output: [Int]) -> Int {
        guard let kernel = inputs[1] else { return 0 }
        return (output + [2, kernel[0], kernel[1], kernel[2]]).checkedElementCount ?? .max
    }

    func window(input: Size2D, kernel: [Int]) -> Window2D {
        Window2D(
            input: input, kernel: Size2D(height: kernel[0], width: kernel[1]), strides: strides, padding: padding,
            dilation: dilation)
    }
}
