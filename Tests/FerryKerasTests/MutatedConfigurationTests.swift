import FerryCore
import FixtureCases
import Testing

@testable import FerryKeras

@Suite struct `A damaged configuration` {
    /// Sebastiano Vigna's SplitMix64: a failure names its number and comes back.
    struct SplitMix64: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
            return value ^ value >> 31
        }
    }

    private static let replacements: [JSONValue] = [
        nil, true, false, 0, -1, 1, 2, 1_048_577, 16_777_216, .integer(.max), .integer(.min), 0.5, .number(.nan),
        .number(.infinity), 1e300, "", "dense", [], [1, 2], [[1, 2], [3, 4]], [:], ["class_name": "Dense", "config": [:]], [nil],
    ]

    /// The document with one value replaced, removed or doubled.
    private func mutate(_ value: JSONValue, _ random: inout SplitMix64) -> JSONValue {
        let descends = Int.random(in: 0..<8, using: &random) > 0
        if case .array(var array) = value, !array.isEmpty, descends {
            let index = Int.random(in: array.indices, using: &random)
            switch Int.random(in: 0..<16, using: &random) {
            case 0: array.remove(at: index)
            case 1: array.insert(array[index], at: index)
            case 2: array.swapAt(index, Int.random(in: array.indices, using: &random))
            default: array[index] = mutate(array[index], &random)
            }
            return .array(array)
        }
        if case .object(var object) = value, let name = object.names.randomElement(using: &random), descends {
            object[name] = Int.random(in: 0..<16, using: &random) == 0 ? nil : mutate(object[name] ?? .null, &random)
            return .object(object)
        }
        return Self.replacements.randomElement(using: &random) ?? .null
    }

    static let seeds = [
        "keras3.15/functional-residual", "keras2/nested-twice.h5", "keras3.15/nested-twice.keras", "mnist-cnn-keras3/keras",
        "keras2/activation-layers", "keras3.15/inverted-residual", "keras3.15/normalization-adapted",
        "keras2/several-inputs-and-outputs.h5",
    ]

    @Test(arguments: seeds)
    func `is refused in words, or describes another model`(id: String) throws {
        let original = try #require(try KerasFormats.read(id).model.origin.configuration)
        var refusals = 0
        for number in 0..<1500 {
            var random = SplitMix64(state: UInt64(number))
            let damaged = mutate(mutate(original, &random), &random)
            do throws(FerryError) {
                _ = try ArchitectureReading.assemble(damaged)
            } catch {
                refusals += 1
                for error in [error] + error.others {
                    #expect(error.code != .internalDefect, "mutation \(number)")
                    #expect(!error.problem.isEmpty, "mutation \(number)")
                }
            }
        }
        #expect(refusals > 300)
    }
}
