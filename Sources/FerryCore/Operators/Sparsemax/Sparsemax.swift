/// Keras's sparsemax along an axis: `max(z − τ, 0)`.
///
/// With `z₍ₖ₎` the lane in descending order, `cₖ` the sum of its first `k` and `S` the `k` with `z₍ₖ₎ > (cₖ − 1) / k`, `τ` is
/// `(Σ cₖ over S − 1) / |S|`. Martins and Astudillo (2016) subtract the last `cₖ` of `S` instead of their sum, which makes
/// the result a point of the probability simplex; Keras (3.15.1, every backend) does not, and trained models depend on it.
public struct Sparsemax: Operator {
    public static let name = "Sparsemax"
    public static let summary = "the larger elements along an axis, less a threshold, as Keras computes it"
    public static let source = "https://keras.io/api/layers/activations/#sparsemax-function"

    /// Counts the batch; negative from the end.
    public var axis: Int

    public init(axis: Int = -1) { self.axis = axis }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        _ = try types.axis(axis)
        return types[0]
    }
}
