import FerryCore

/// x / ‖x‖ along an axis, and 0 where x is 0.
public struct UnitNormalization: Operator {
    public static let name = "UnitNormalization"
    public static let summary = "division by the Euclidean norm along an axis"
    public static let source = "https://keras.io/api/layers/normalization_layers/unit_normalization/"

    /// Counted from the end: -1 for the last one.
    public let axis: Int

    /// - Precondition: `axis` is negative.
    public init(axis: Int = -1) {
        precondition(axis < 0, "the axis is counted from the end")
        self.axis = axis
    }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        guard try types.axis(axis) > 0 else { throw types.mismatch(0, expected: "an axis behind the batch") }
        return types[0]
    }
}
