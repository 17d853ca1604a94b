/// Sebastiano Vigna's SplitMix64: a failure names class and number, and comes back.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}

/// A file to be damaged.
struct MutationSeed {
    let bytes: [UInt8]
    /// The places within 512 bytes of a signature, and the superblock.
    let structure: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var places = Set(0..<min(96, bytes.count))
        for signature in ["TREE", "SNOD", "HEAP", "GCOL"].map({ Array($0.utf8) }) {
            for start in 0..<bytes.count - 4 where bytes[start..<start + 4].elementsEqual(signature) {
                places.formUnion(start..<min(start + 512, bytes.count))
            }
        }
        structure = places.sorted()
    }
}

/// A class of damage to a file.
enum Mutation: Int, CaseIterable, Sendable {
    case flipsInStructure, flipsAnywhere, truncation, blankedBlock, duplicatedBlock, interestingIntegers, flipsAtStart, several

    /// Whether no mutant of this class can be whole.
    var breaksAll: Bool { self == .truncation }

    private static let integers: [UInt64] = [
        0, 1, 7, 8, 0x7f, 0xff, 0x100, 0x7fff, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 1 << 40, 1 << 62, .max,
    ]

    func apply(to seed: MutationSeed, using random: inout SplitMix64) -> [UInt8] {
        var bytes = seed.bytes
        apply(to: &bytes, of: seed, using: &random)
        return bytes
    }

    private func apply(to bytes: inout [UInt8], of seed: MutationSeed, using random: inout SplitMix64) {
        switch self {
        case .flipsInStructure: flip(&bytes, in: seed.structure, using: &random)
        case .flipsAnywhere: flip(&bytes, in: Array(seed.bytes.indices), using: &random)
        case .flipsAtStart: flip(&bytes, in: Array(0..<min(8192, bytes.count)), using: &random)
        case .truncation: bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
        case .blankedBlock:
            let range = block(in: bytes, using: &random)
            let value: UInt8 = Bool.random(using: &random) ? 0 : 0xff
            bytes.replaceSubrange(range, with: repeatElement(value, count: range.count))
        case .duplicatedBlock:
            let source = block(in: bytes, using: &random)
            let target = Int.random(in: 0...bytes.count - source.count, using: &random)
            bytes.replaceSubrange(target..<target + source.count, with: Array(bytes[source]))
        case .interestingIntegers:
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let width = [1, 2, 4, 8].randomElement(using: &random)!  // The list is not empty.
                let place = Int.random(in: 0...(bytes.count - width) / width, using: &random) * width
                let value = Self.integers.randomElement(using: &random)!  // Nor is this one.
                for byte in 0..<width { bytes[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
            }
        case .several:
            let single = Self.allCases.filter { $0 != .several && $0 != .truncation }
            for _ in 0..<Int.random(in: 2...4, using: &random) {
                single.randomElement(using: &random)!.apply(to: &bytes, of: seed, using: &random)  // Six classes.
            }
        }
    }

    private func flip(_ bytes: inout [UInt8], in places: [Int], using random: inout SplitMix64) {
        for _ in 0..<Int.random(in: 1...16, using: &random) {
            guard let place = places.randomElement(using: &random) else { return }
            bytes[place] ^= UInt8.random(in: 1...255, using: &random)
        }
    }

    private func block(in bytes: [UInt8], using random: inout SplitMix64) -> Range<Int> {
        let count = Int.random(in: 1...min(256, bytes.count), using: &random)
        let start = Int.random(in: 0...bytes.count - count, using: &random)
        return start..<start + count
    }
}
