internal import FerryCore

/// Values of a graph of which no element is negative, as far as the operators tell.
struct NonNegativeValues {
    private var values: Set<ValueID> = []

    func contains(_ value: ValueID?) -> Bool { value.map(values.contains) ?? false }

    mutating func note(_ node: Node) {
        if Self.makesNonNegative(node.operation) || Self.keepsSign(node.operation) && node.inputs.allSatisfy(contains) {
            values.insert(node.output)
        }
    }

    private static func makesNonNegative(_ operation: any Operator) -> Bool {
        switch operation {
        case let relu as ReLU: relu.negativeSlope == 0 && relu.threshold >= 0 && relu.maximum ?? 0 >= 0
        case let activation as Activation: activation.function == .sigmoid || activation.function == .exponential
        default: operation is Softmax
        }
    }

    private static func keepsSign(_ operation: any Operator) -> Bool {
        switch operation {
        case is MaxPooling2D, is AveragePooling2D, is GlobalMaxPooling2D, is GlobalAveragePooling2D, is ZeroPadding2D,
            is Concatenate, is Add, is Multiply, is Average, is Maximum, is Reshape, is Transpose, is Flatten:
            true
        default: operation.isIdentityAtInference
        }
    }
}
