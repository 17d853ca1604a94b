/// A named constant of an ONNX node.
public struct ONNXAttribute: Hashable, Sendable {
    public enum Value: Hashable, Sendable {
        /// A float32 in the file. As a Double it is what the writer meant by it: see ``ExactNumbers``.
        case number(Double)
        case numbers([Double])
        case integer(Int)
        case integers([Int])
        case text(String)
        case texts([String])
        /// A tensor: its place in ``ONNXModel/constants``.
        case tensor(Int)
        /// What Ferry does not read, by the name of its type: `GRAPH`.
        case other(String)
    }

    public var name: String
    public var value: Value

    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    public init(_ name: String, _ value: Int) { self.init(name, .integer(value)) }
    public init(_ name: String, _ value: [Int]) { self.init(name, .integers(value)) }
    public init(_ name: String, _ value: Double) { self.init(name, .number(value)) }
    public init(_ name: String, _ value: String) { self.init(name, .text(value)) }
}
