internal import FerryCore

/// The nodes of a file that a formula stands for, and what its variables are bound to.
public struct ONNXMatch: Sendable {
    /// The node whose output is the formula's.
    public let root: ONNXNode
    /// Places in the file of all nodes that take part, the root among them.
    public internal(set) var nodes: Set<Int> = []
    /// Names of the values that operands are.
    public internal(set) var operands: [Int: String] = [:]
    /// Names of the tensors that parameters are.
    public internal(set) var parameters: [Int: String] = [:]
    var captures: [String: Captured] = [:]
    /// Axes of the constants of one number: broadcasting to more axes than the operand's would add some.
    var largestRank = 0

    enum Captured: Hashable, Sendable {
        case numbers([Double], shape: [Int])
        case integers([Int])
        case text(String)
    }

    init(root: ONNXNode) { self.root = root }

    /// The number that a capture is bound to.
    public func number(_ capture: String) -> Double {
        guard case .numbers(let values, _)? = captures[capture], values.count == 1 else { return .nan }
        return values[0]
    }

    /// The numbers that a capture is bound to.
    public func numbers(_ capture: String) -> [Double] {
        guard case .numbers(let values, _)? = captures[capture] else { return [] }
        return values
    }

    /// The shape of the numbers that a capture is bound to.
    public func shape(_ capture: String) -> [Int] {
        guard case .numbers(_, let shape)? = captures[capture] else { return [] }
        return shape
    }

    /// The integers that a capture is bound to.
    public func integers(_ capture: String) -> [Int] {
        guard case .integers(let values)? = captures[capture] else { return [] }
        return values
    }

    /// Binds a name, or checks that it is bound to the same.
    mutating func bind(_ capture: String, to value: Captured) -> Bool {
        if let bound = captures[capture] { return bound == value }
        captures[capture] = value
        return true
    }
}
