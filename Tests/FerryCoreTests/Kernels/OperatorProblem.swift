import FerryCore

/// An operator with inputs of some shapes.
struct OperatorProblem: CustomStringConvertible {
    /// How far a float32 result may be from the float64 definition, in units of 2⁻²⁴.
    enum Tolerance {
        /// Nothing is computed, only chosen or moved.
        case exact
        /// Of each element: functions that are computed in float64 and rounded.
        case relative(Double)
        /// Of what the definition yields for the inputs' absolute values: sums, whose terms may cancel.
        case terms(Double)
        /// Of the largest element.
        case largest(Double)
    }

    var operation: any Operator
    /// Shapes of data inputs and parameters; nothing for absent ones.
    var shapes: [[Int]?]
    var tolerance: Tolerance
    /// The range that elements are drawn from.
    var range: ClosedRange<Float> = -2...2

    init(_ operation: any Operator, _ shapes: [[Int]?], _ tolerance: Tolerance, range: ClosedRange<Float> = -2...2) {
        (self.operation, self.shapes, self.tolerance, self.range) = (operation, shapes, tolerance, range)
    }

    var description: String { "\(operation) on \(shapes.map { $0.map { "\($0)" } ?? "–" }.joined(separator: ", "))" }

    /// Random inputs. Variances are not negative.
    func inputs(_ generator: inout SplitMix64) -> [Tensor<Float>?] {
        shapes.enumerated().map { index, shape in
            shape.map { shape in
                let isVariance = operation.role(ofInput: index).name.contains("variance")
                let elements = (0..<shape.elementCount).map { _ in
                    range.lowerBound + generator.unitFloat() * (range.upperBound - range.lowerBound)
                }
                return Tensor(shape: shape, elements: isVariance ? elements.map(abs) : elements)
            }
        }
    }

    func reference(_ inputs: [Tensor<Float>?]) -> Tensor<Double> {
        operation.reference(inputs.map { $0.map { Tensor<Double>($0) } })
    }

    /// The largest error that each element may have.
    func bounds(_ inputs: [Tensor<Float>?], _ expected: Tensor<Double>) -> [Double] {
        let unit = 0x1p-24
        switch tolerance {
        case .exact: return expected.elements.map { _ in 0 }
        case .relative(let units): return expected.elements.map { units * unit * abs($0) + 0x1p-149 }
        case .terms(let units):
            let magnitudes = inputs.map { $0.map { Tensor(shape: $0.shape, elements: $0.elements.map(abs)) } }
            return reference(magnitudes).elements.map { units * unit * $0 + 0x1p-149 }
        case .largest(let units):
            let largest = expected.elements.reduce(0) { max($0, abs($1)) }
            return expected.elements.map { _ in units * unit * largest + 0x1p-149 }
        }
    }
}
