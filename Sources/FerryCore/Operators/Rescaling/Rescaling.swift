/// x · scale + offset, with constants.
public struct Rescaling: Operator {
    public static let name = "Rescaling"
    public static let summary = "multiplication by a constant and addition of another"
    public static let source = "https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/"

    /// One number, or one for each channel.
    public var scale: [Double]
    /// One number, or one for each channel.
    public var offset: [Double]

    public init(scale: [Double], offset: [Double] = [0]) {
        self.scale = scale
        self.offset = offset
    }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        for constants in [scale, offset] where constants.count != 1 {
            guard types[0].shape.last?.size == constants.count else {
                throw types.mismatch(0, expected: "\(constants.count) channels")
            }
        }
        return types[0]
    }
}
