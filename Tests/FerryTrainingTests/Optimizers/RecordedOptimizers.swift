import FerryArchive
import FerryCore
import FerryTraining
import FixtureCases
import Testing

/// A real Keras optimizer's steps, of `Fixtures/training/optimizers.npz`.
struct RecordedOptimizer: Sendable, CustomTestStringConvertible {
    let name: String
    let configuration: JSONValue
    /// Before the first step and after each one.
    let parameters: [[Float]]
    let gradients: [[Float]]
    /// After the last step.
    let slots: [[Float]]

    var testDescription: String { name }

    static let document: JSONValue = {
        do {
            return try JSONParser.parse(try FileByteSource(path: FixtureCase.folder + "training/optimizers.json").bytes())
        } catch {
            preconditionFailure("the recording cannot be read: \(error)")
        }
    }()

    static let all: [RecordedOptimizer] = {
        do {
            let arrays = try NPZ.read(try FileByteSource(path: FixtureCase.folder + "training/optimizers.npz"))
            func rows(_ name: String) throws -> [[Float]] {
                guard let source = arrays.first(where: { $0.name == name })?.source else { return [] }
                let tensor = try source.loadFloat()
                let size = tensor.shape[1]
                return (0..<tensor.shape[0]).map { Array(tensor.elements[$0 * size..<($0 + 1) * size]) }
            }
            return try document["optimizers"]?.object?.members.map { name, configuration in
                RecordedOptimizer(
                    name: name, configuration: configuration, parameters: try rows("\(name)/parameters"),
                    gradients: try rows("\(name)/gradients"), slots: try rows("\(name)/slots"))
            } ?? []
        } catch {
            preconditionFailure("the recording cannot be read: \(error)")
        }
    }()
}

/// Parameters that an update rule is tried on, with room to notice what it writes beyond.
struct TriedParameters {
    var values: [Float]
    var gradients: [Float]
    var slots: [Float]
    let stride: Int
    let count: Int
    let shardCount: Int

    static let untouched: Float = 1234.5

    init(_ parameters: [Float], gradients shards: [[Float]], slotCount: Int) {
        count = parameters.count
        stride = count + 3
        shardCount = shards.count
        let rest = [Float](repeating: Self.untouched, count: 3)
        values = parameters + rest
        gradients = shards.flatMap { $0 + rest }
        slots = (0..<max(1, slotCount)).flatMap { _ in [Float](repeating: 0, count: parameters.count) + rest }
    }

    mutating func update(_ rule: any UpdateRule, learningRate: Float, iteration: Int) {
        unsafe values.withUnsafeMutableBufferPointer { values in
            unsafe gradients.withUnsafeBufferPointer { gradients in
                unsafe slots.withUnsafeMutableBufferPointer { slots in
                    // Safety: the arrays hold `stride` elements for the values, each shard and each slot.
                    unsafe rule.update(
                        UpdateArguments(
                            count: count, values: values.baseAddress!, gradients: gradients.baseAddress!,
                            shardCount: shardCount, slots: slots.baseAddress!, stride: stride, learningRate: learningRate,
                            iteration: iteration))
                }
            }
        }
    }

    func slot(_ index: Int) -> [Float] { Array(slots[index * stride..<index * stride + count]) }

    var isRestUntouched: Bool {
        (values + slots).enumerated().allSatisfy { $0.offset % stride < count || $0.element == Self.untouched }
    }
}
