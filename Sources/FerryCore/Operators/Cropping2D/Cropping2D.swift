/// An image without some of its outer rows and columns.
public struct Cropping2D: Operator {
    public static let name = "Cropping2D"
    public static let summary = "an image without some of its outer rows and columns"
    public static let source = "https://keras.io/api/layers/reshaping_layers/cropping2d/"

    public var margins: Margins2D

    public init(margins: Margins2D) { self.margins = margins }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        let image = try types.image()
        let height = image.size.height - margins.top - margins.bottom
        let width = image.size.width - margins.left - margins.right
        guard height > 0, width > 0 else { throw types.mismatch(0, expected: "an image larger than what is cropped") }
        return TensorType([image.batch, .fixed(height), .fixed(width), .fixed(image.channels)])
    }
}
