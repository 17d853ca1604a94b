/// Rows and columns of zeros around an image.
public struct ZeroPadding2D: Operator {
    public static let name = "ZeroPadding2D"
    public static let summary = "rows and columns of zeros around an image"
    public static let source = "https://keras.io/api/layers/reshaping_layers/zero_padding2d/"

    public var margins: Margins2D

    public init(margins: Margins2D) { self.margins = margins }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let image = try InputTypes(self, inputs).image()
        return TensorType([
            image.batch, .fixed(image.size.height + margins.top + margins.bottom),
            .fixed(image.size.width + margins.left + margins.right), .fixed(image.channels),
        ])
    }
}
