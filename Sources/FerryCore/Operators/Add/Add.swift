/// The sum of the inputs, element by element, with NumPy's broadcasting.
public struct Add: Operator {
    public static let name = "Add"
    public static let summary = "the sum of the inputs, element by element"
    public static let source = "https://keras.io/api/layers/merging_layers/add/"

    public init() {}

    public var inputRoles: [InputRole] { [InputRole("xs", isVariadic: true)] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        try Merge.outputType(self, inputs)
    }

    public func operationCount(inputs: [[Int]?], output: [Int]) -> Int { (inputs.count - 1) * output.elementCount }
}
