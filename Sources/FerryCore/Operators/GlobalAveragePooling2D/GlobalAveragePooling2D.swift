/// The mean of each channel over the whole image.
///
/// `[batch, height, width, channels]` to `[batch, channels]`, or `[batch, 1, 1, channels]` where dimensions are kept.
public struct GlobalAveragePooling2D: Operator {
    public static let name = "GlobalAveragePooling2D"
    public static let summary = "mean of each channel over the whole image"
    public static let source = "https://keras.io/api/layers/pooling_layers/global_average_pooling2d/"

    public var keepsDimensions: Bool

    public init(keepsDimensions: Bool = false) { self.keepsDimensions = keepsDimensions }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let image = try InputTypes(self, inputs).image()
        return TensorType(keepsDimensions ? [image.batch, 1, 1, .fixed(image.channels)] : [image.batch, .fixed(image.channels)])
    }

    public func operationCount(inputs: [[Int]?], output: [Int]) -> Int { inputs[0]?.elementCount ?? 0 }
}
