#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The losses' definitions, as in Keras `backend/tensorflow/nn.py`, in float64.
extension LossFunction {
    static func meanSquare(_ output: Span<Float>, _ row: Range<Int>, _ label: Int) -> Double {
        let sum = row.reduce(0) { sum, index in
            let difference = Double(output[index]) - target(index, row, label)
            return sum + difference * difference
        }
        return sum / Double(row.count)
    }

    static func binaryOfLogits(_ output: Span<Float>, _ row: Range<Int>, _ label: Int) -> Double {
        let sum = row.reduce(0) { sum, index in
            let z = Double(output[index])
            return sum + max(z, 0) - z * target(index, row, label) + log1p(exponential(-abs(z)))
        }
        return sum / Double(row.count)
    }

    static func binaryOfProbabilities(_ output: Span<Float>, _ row: Range<Int>, _ label: Int) -> Double {
        let sum = row.reduce(0) { sum, index in
            let p = clipped(output[index])
            return sum - log(target(index, row, label) == 1 ? p : 1 - p)
        }
        return sum / Double(row.count)
    }

    static func categoricalOfLogits(_ output: Span<Float>, _ row: Range<Int>, _ label: Int) -> Double {
        let (largest, sum) = exponentials(output, row)
        return log(sum) + largest - Double(output[row.lowerBound + label])
    }

    static func categoricalOfProbabilities(_ output: Span<Float>, _ row: Range<Int>, _ label: Int) -> Double {
        -log(clipped(Float(Double(output[row.lowerBound + label]) / sum(output, row))))
    }

    /// A softmax of the logarithms, which divides by the sum after clipping.
    static func sparseOfProbabilities(_ output: Span<Float>, _ row: Range<Int>, _ label: Int) -> Double {
        log(row.reduce(0) { $0 + clipped(output[$1]) }) - log(clipped(output[row.lowerBound + label]))
    }

    /// The largest element, and the sum of the exponentials of what is left when it is taken off.
    static func exponentials(_ output: Span<Float>, _ row: Range<Int>) -> (largest: Double, sum: Double) {
        var largest = -Double.infinity
        for index in row { largest = max(largest, Double(output[index])) }
        return (largest, row.reduce(0) { $0 + exponential(Double(output[$1]) - largest) })
    }

    static func sum(_ output: Span<Float>, _ row: Range<Int>) -> Double { row.reduce(0) { $0 + Double(output[$1]) } }

    static func target(_ index: Int, _ row: Range<Int>, _ label: Int) -> Double {
        if row.count == 1 { return Double(label) }
        return index == row.lowerBound + label ? 1 : 0
    }

    static func sigmoid(_ z: Double) -> Double { 1 / (1 + exponential(-z)) }

    static func exponential(_ x: Double) -> Double { exp(x) }

    /// Keras's epsilon; bounds are rounded to float32 as there.
    private static let lowest = Float(1e-7)
    private static let highest = Float(1 - 1e-7)

    static func clipped(_ p: Float) -> Double { Double(max(lowest, min(highest, p))) }

    /// Whether clipping moves it, so that nothing depends on it any more.
    static func isClipped(_ p: Float) -> Bool { p < lowest || p > highest }
}
