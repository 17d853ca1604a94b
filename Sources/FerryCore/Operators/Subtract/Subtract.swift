/// The first input less the second, element by element, with NumPy's broadcasting.
public struct Subtract: Operator {
    public static let name = "Subtract"
    public static let summary = "the first input less the second, element by element"
    public static let source = "https://keras.io/api/layers/merging_layers/subtract/"

    public init() {}

    public var inputRoles: [InputRole] { [InputRole("x"), InputRole("y")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        try Merge.outputType(self, inputs)
    }
}
