public import FerryCore

/// One application of an ONNX operator, as the file holds it.
public struct ONNXNode: Hashable, Sendable {
    public var name: String
    /// The operator: `Conv`.
    public var opType: String
    /// The operator's domain; empty for ONNX's own.
    public var domain = ""
    /// Names of values; empty for an optional input that is absent.
    public var inputs: [String]
    public var outputs: [String]
    public var attributes: [ONNXAttribute]

    public init(
        name: String, opType: String, domain: String = "", inputs: [String], outputs: [String], attributes: [ONNXAttribute] = []
    ) {
        self.name = name
        self.opType = opType
        self.domain = domain
        self.inputs = inputs
        self.outputs = outputs
        self.attributes = attributes
    }

    public subscript(attribute: String) -> ONNXAttribute.Value? { attributes.first { $0.name == attribute }?.value }

    /// The name of the input at `index`; nothing where it is absent.
    public func input(_ index: Int) -> String? {
        index < inputs.count && !inputs[index].isEmpty ? inputs[index] : nil
    }

    /// An integer attribute, or `standard` where it is not set.
    ///
    /// - Throws: `malformed` where the attribute has another type.
    public func integer(_ attribute: String, default standard: Int) throws(FerryError) -> Int {
        switch self[attribute] {
        case nil: return standard
        case .integer(let value): return value
        default: throw .attribute(attribute, of: self, expected: "an integer")
        }
    }

    /// An axis attribute, counted from the start of `rank` axes.
    ///
    /// - Throws: `malformed` where there is no such axis.
    public func axis(_ attribute: String = "axis", default standard: Int, rank: Int) throws(FerryError) -> Int {
        let axis = try integer(attribute, default: standard)
        guard (-rank..<rank).contains(axis) else { throw .attribute(attribute, of: self, expected: "one of \(rank) axes") }
        return axis < 0 ? axis + rank : axis
    }

    /// A list of integers, or nothing where it is not set.
    ///
    /// - Throws: `malformed` where the attribute has another type or another count.
    public func integers(_ attribute: String, count: Int? = nil) throws(FerryError) -> [Int]? {
        switch self[attribute] {
        case nil: return nil
        case .integers(let values) where count == nil || values.count == count: return values
        default: throw .attribute(attribute, of: self, expected: count.map { "\($0) integers" } ?? "integers")
        }
    }

    /// A number, or `standard` where it is not set.
    ///
    /// - Throws: `malformed` where the attribute has another type.
    public func number(_ attribute: String, default standard: Double) throws(FerryError) -> Double {
        switch self[attribute] {
        case nil: return standard
        case .number(let value): return value
        default: throw .attribute(attribute, of: self, expected: "a number")
        }
    }

    /// A text, or `standard` where it is not set.
    ///
    /// - Throws: `malformed` where the attribute has another type.
    public func text(_ attribute: String, default standard: String) throws(FerryError) -> String {
        switch self[attribute] {
        case nil: return standard
        case .text(let value): return value
        default: throw .attribute(attribute, of: self, expected: "a text")
        }
    }
}
