/// Rows and columns of zeros around an image.
public struct ZeroPadding2D: Operator {
    public static let name = "ZeroPadding2D"
    public static let summary = "rows and columns of zeros around an image"
    public static let source = "https://keras.io/api/layers/reshaping_layers/zero_padding2d/"

    public var margins: Margins2D

    public init(margins: Margins2D) { self.margins = margins }

    public var onlyRearranges: Bool { true }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        try types.check("margins", margins)
        let image = try types.image()
        return try types.output(
            image.batch, image.size.adding(margins), channels: image.channels, expecting: "an image")
    }
}
