/// (x − mean) / max(√variance, 10⁻⁷), or its inverse x · max(√variance, 10⁻⁷) + mean, with statistics of the data set.
///
/// `mean` and `variance` broadcast against `x`, as NumPy does.
public struct Normalization: Operator {
    public static let name = "Normalization"
    public static let summary = "normalisation with statistics of the data set"
    public static let source = "https://keras.io/api/layers/preprocessing_layers/numerical/normalization/"

    /// Keras's `backend.epsilon()`, below which a deviation counts as this.
    public static let smallestDeviation = 1e-7

    public var inverts: Bool

    public init(inverts: Bool = false) { self.inverts = inverts }

    public var inputRoles: [InputRole] { [InputRole("x"), InputRole("mean", .state), InputRole("variance", .state)] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        for index in 1...2 {
            guard Broadcast.shape([types[0].shape, types[index].shape]) == types[0].shape else {
                throw types.mismatch(index, expected: "a shape that broadcasts to \(types[0])")
            }
        }
        return types[0]
    }
}
