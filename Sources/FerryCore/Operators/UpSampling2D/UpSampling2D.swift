/// Enlarges an image by whole factors.
///
/// Nearest repeats pixels; bilinear interpolates between pixel centres (half-pixel coordinates), clamped at the border.
public struct UpSampling2D: Operator {
    public enum Interpolation: String, Hashable, Sendable, CaseIterable { case nearest, bilinear }

    public static let name = "UpSampling2D"
    public static let summary = "an image enlarged by whole factors"
    public static let source = "https://keras.io/api/layers/reshaping_layers/up_sampling2d/"

    public var factors: Size2D
    public var interpolation: Interpolation

    public init(factors: Size2D, interpolation: Interpolation = .nearest) {
        self.factors = factors
        self.interpolation = interpolation
    }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        try types.check("factors", factors)
        let image = try types.image()
        return try types.output(
            image.batch, image.size.multiplied(by: factors), channels: image.channels, expecting: "an image")
    }
}
