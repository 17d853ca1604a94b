/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
package struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    package init(state: UInt64) { self.state = state }

    /// The generator of one place among many: what it draws depends on these numbers alone, and not on what was drawn elsewhere.
    package init(keyed seed: UInt64, _ first: UInt64, _ second: UInt64 = 0, _ third: UInt64 = 0) {
        func mixed(_ state: UInt64, _ word: UInt64) -> UInt64 { Self.mixed(state &+ Self.step) ^ word }
        self.init(state: mixed(mixed(mixed(mixed(seed, first), second), third), 0))
    }

    package mutating func next() -> UInt64 {
        state &+= Self.step
        return Self.mixed(state)
    }

    /// Uniform on [0, 1), in steps of 2⁻²⁴.
    package mutating func unitFloat() -> Float { Float(next() >> 40) * 0x1p-24 }

    /// Uniform on [0, 1), in steps of 2⁻⁵³.
    package mutating func unitDouble() -> Double { Double(next() >> 11) * 0x1p-53 }

    private static let step: UInt64 = 0x9e37_79b9_7f4a_7c15

    private static func mixed(_ word: UInt64) -> UInt64 {
        var z = word
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
