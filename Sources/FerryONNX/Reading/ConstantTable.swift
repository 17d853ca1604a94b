internal import FerryCore

/// The tensors of a file that no node computes, by name.
struct ConstantTable: Sendable {
    /// What attributes and small constants may hold; anything larger is a parameter.
    private static let countLimit = 1 << 16

    private(set) var tensors: [String: any TensorSource] = [:]
    let notes: WriterNotes

    init(notes: WriterNotes) { self.notes = notes }

    /// Adds a tensor; false where the name is taken.
    mutating func add(_ name: String, _ source: any TensorSource) -> Bool {
        guard tensors[name] == nil else { return false }
        tensors[name] = source
        return true
    }

    func contains(_ name: String) -> Bool { tensors[name] != nil }

    /// The values of a floating-point constant. One that cannot be read is nothing here: whoever takes it for a parameter tells
    /// why.
    func numbers(_ name: String) -> (values: [Double], shape: [Int])? {
        guard let source = tensors[name], source.element.isFloatingPoint, source.elementCount <= Self.countLimit,
            let tensor = try? source.loadFloat()
        else { return nil }
        return (notes.exact(tensor.elements.map { Double(shortest: $0) }, for: name), source.shape)
    }

    /// The values of a constant of integers or bools.
    func integers(_ name: String) -> [Int]? {
        guard let source = tensors[name], source.elementCount <= Self.countLimit else { return nil }
        return try? source.loadIntegers()
    }

    /// The value of a constant of one bool.
    func boolean(_ name: String) -> Bool? {
        guard let source = tensors[name], source.element == .bool, source.elementCount == 1,
            let bytes = try? source.bytes(0..<1)
        else { return nil }
        return bytes[0] != 0
    }
}
