/// An image without some of its outer rows and columns.
public struct Cropping2D: Operator {
    public static let name = "Cropping2D"
    public static let summary = "an image without some of its outer rows and columns"
    public static let source = "https://keras.io/api/layers/reshaping_layers/cropping2d/"

    public var margins: Margins2D

    public init(margins: Margins2D) { self.margins = margins }

    public var onlyRearranges: Bool { true }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        try types.check("margins", margins)
        let image = try types.image()
        return try types.output(
            image.batch, image.size.removing(margins), channels: image.channels,
            expecting: "an image larger than what is cropped")
    }
}
