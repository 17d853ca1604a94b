import FerryCore

extension UnitNormalization {
    /// Keras multiplies with the inverse of the norm, which it cuts at this one's.
    private static let smallestNorm = 1e-12

    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        guard var y = inputs[0] else { preconditionFailure("the input is not optional") }
        let stride = y.shape.rowMajorStrides[y.shape.count + axis]
        let size = y.shape[y.shape.count + axis]
        for first in y.elements.indices where first / stride % size == 0 {
            let places = (0..<size).map { first + $0 * stride }
            let norm = places.reduce(0) { $0 + y.elements[$1] * y.elements[$1] }.squareRoot()
            for place in places { y.elements[place] /= max(norm, Self.smallestNorm) }
        }
        return y
    }
}
