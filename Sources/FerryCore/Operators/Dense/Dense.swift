/// A matrix product on the last axis: `x · kernel + bias`.
///
/// `x` is `[…, in]`, `kernel` `[in, units]`, `bias` `[units]`; the output is `[…, units]`.
public struct Dense: Operator {
    public static let name = "Dense"
    public static let summary = "matrix product with a kernel on the last axis, plus a bias"
    public static let source = "https://keras.io/api/layers/core_layers/dense/"

    public init() {}

    public var inputRoles: [InputRole] {
        [InputRole("x"), InputRole("kernel", .trainable), InputRole("bias", .trainable, isOptional: true)]
    }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        let kernel = try types.fixed(1)
        guard let last = types[0].shape.last?.size, types[0].shape.count >= 2 else {
            throw types.mismatch(0, expected: "[batch, …, in] with a known last axis")
        }
        guard kernel.count == 2, kernel[0] == last else { throw types.mismatch(1, expected: "[\(last), units]") }
        try types.expect(2, [kernel[1]])
        return try types.output(types[0].shape.dropLast() + [.fixed(kernel[1])])
    }

    public func operationCount(inputs: [[Int]?], output: [Int]) -> Int {
        guard let kernel = inputs[1] else { return 0 }
        return (output + [2, kernel[0]]).checkedElementCount ?? .max
    }
}
