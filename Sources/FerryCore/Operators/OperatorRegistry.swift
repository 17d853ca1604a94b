/// The operators that a build knows, by name.
public struct OperatorRegistry: Sendable {
    public let operators: [any Operator.Type]
    private let byName: [String: any Operator.Type]

    /// - Precondition: no two operators share a name.
    public init(_ operators: [any Operator.Type]) {
        self.operators = operators
        byName = Dictionary(uniqueKeysWithValues: operators.map { ($0.name, $0) })
    }

    public subscript(name: String) -> (any Operator.Type)? { byName[name] }

    /// These operators and `others`.
    public func adding(_ others: [any Operator.Type]) -> OperatorRegistry { OperatorRegistry(operators + others) }
}
