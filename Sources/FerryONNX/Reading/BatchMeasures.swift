internal import FerryCore

/// What nodes compute from the size of the batch, which a file leaves open: evaluated for two sizes at once.
///
/// What comes out equal is constant; what is the batch's size both times is the batch.
struct BatchMeasures {
    /// Primes, so that a size which another number has by chance, or which is rounded, is not taken for the batch.
    static let batches = [1009, 1013]

    private var arrays: [String: [ONNXArray]] = [:]

    func contains(_ name: String) -> Bool { arrays[name] != nil }

    /// The array when the batch has one of the two sizes.
    func array(_ name: String, _ batch: Int) -> ONNXArray? { arrays[name]?[batch] }

    mutating func add(_ name: String, _ variants: [ONNXArray]) { arrays[name] = variants }

    /// The sizes that an array lists; nothing in place of one that is neither constant nor the batch's.
    func sizes(_ name: String) -> [Dimension?]? {
        guard let variants = arrays[name], variants.allSatisfy({ $0.rank == 1 && !$0.element.isFloatingPoint }) else {
            return nil
        }
        guard variants[0].count == variants[1].count else { return nil }
        return zip(variants[0].integers, variants[1].integers).map { first, second in
            if first == second { return .fixed(first) }
            return [first, second] == Self.batches ? .batch : nil
        }
    }

    /// The sizes of a type when the batch has one of the two sizes; nothing where others are open.
    static func sizes(_ type: TensorType, _ batch: Int) -> [Int]? { type.sizes(binding: ["batch": batches[batch]]) }
}
