/// The product of the inputs, element by element, with NumPy's broadcasting.
public struct Multiply: Operator {
    public static let name = "Multiply"
    public static let summary = "the product of the inputs, element by element"
    public static let source = "https://keras.io/api/layers/merging_layers/multiply/"

    public init() {}

    public var inputRoles: [InputRole] { [InputRole("xs", isVariadic: true)] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        try Merge.outputType(self, inputs)
    }

    public func operationCount(inputs: [[Int]?], output: [Int]) -> Int { (inputs.count - 1) * output.elementCount }
}
