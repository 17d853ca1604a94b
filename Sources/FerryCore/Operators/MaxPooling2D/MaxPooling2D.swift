/// The largest value of each window, channel by channel. Cells outside the image never win.
///
/// `[batch, height, width, channels]` to `[batch, height, width, channels]`.
public struct MaxPooling2D: Operator {
    public static let name = "MaxPooling2D"
    public static let summary = "largest value of each window of an image"
    public static let source = "https://keras.io/api/layers/pooling_layers/max_pooling2d/"

    public var poolSize: Size2D
    public var strides: Size2D
    public var padding: Padding2D

    public init(poolSize: Size2D, strides: Size2D, padding: Padding2D = .valid) {
        self.poolSize = poolSize
        self.strides = strides
        self.padding = padding
    }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        try types.check("pool size", poolSize)
        try types.check(strides: strides, padding: padding)
        let image = try types.image()
        return try types.output(
            image.batch, window(input: image.size).output, channels: image.channels,
            expecting: "an image that the window fits in")
    }

    public func operationCount(inputs: [[Int]?], output: [Int]) -> Int {
        (output + [poolSize.height, poolSize.width]).checkedElementCount ?? .max
    }

    func window(input: Size2D) -> Window2D {
        Window2D(input: input, kernel: poolSize, strides: strides, padding: padding)
    }
}
