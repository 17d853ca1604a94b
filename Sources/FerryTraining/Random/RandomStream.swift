package import FerryCore

/// What random numbers are drawn for: the same seed gives each purpose numbers of its own.
package enum RandomStream: UInt64, Sendable {
    case shuffling = 1
    case augmentation
    case drawing
    /// What operators draw in a training step: dropout.
    case training

    /// The generator of one place in this stream; what it draws depends on these numbers alone.
    package func generator(seed: UInt64, _ first: UInt64, _ second: UInt64 = 0) -> SplitMix64 {
        SplitMix64(keyed: seed, rawValue, first, second)
    }

    /// A number that stands for one place in this stream.
    package func key(_ seed: UInt64, _ place: Int) -> UInt64 {
        var generator = generator(seed: seed, UInt64(place))
        return generator.next()
    }
}

extension SplitMix64 {
    /// Uniform on 0..<bound.
    ///
    /// The standard library's own way is not used because its numbers may change with its version. The bias is bound / 2⁶⁴.
    package mutating func index(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Uniform on the range, its upper bound excluded.
    package mutating func uniform(_ range: Range<Double>) -> Double {
        range.lowerBound + unitDouble() * (range.upperBound - range.lowerBound)
    }
}
