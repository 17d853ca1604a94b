/// How far two tensors of one shape are apart.
public struct Difference: Hashable, Sendable {
    /// The largest absolute difference; infinite where one is not a number and the other is.
    public var largest: Double
    /// Where it occurs, an index for each axis; empty for scalars.
    public var index: [Int]
    public var rootMeanSquare: Double
    /// The largest magnitude of the reference.
    public var magnitude: Double

    /// The largest difference relative to the reference's largest magnitude; the absolute one where that is zero.
    public var relative: Double { magnitude > 0 && magnitude.isFinite ? largest / magnitude : largest }

    /// Compares element by element, in float64.
    ///
    /// - Precondition: the shapes are equal.
    public init<Reference, Candidate>(_ candidate: Tensor<Candidate>, from reference: Tensor<Reference>) {
        precondition(candidate.shape == reference.shape, "\(candidate.shape) is compared with \(reference.shape)")
        var largest = 0.0
        var position = 0
        var squares = 0.0
        var magnitude = 0.0
        for index in reference.elements.indices {
            let truth = Double(reference.elements[index])
            let distance = Self.distance(Double(candidate.elements[index]), truth)
            if distance > largest { (largest, position) = (distance, index) }
            squares += distance * distance
            magnitude = Swift.max(magnitude, abs(truth))
        }
        self.largest = largest
        self.magnitude = magnitude
        index = reference.shape.coordinates(ofElement: position)
        rootMeanSquare = reference.count == 0 ? 0 : (squares / Double(reference.count)).squareRoot()
    }

    /// Equal infinities and two not-a-numbers are no distance apart.
    private static func distance(_ left: Double, _ right: Double) -> Double {
        if left == right || left.isNaN && right.isNaN { return 0 }
        let distance = abs(left - right)
        return distance.isNaN ? .infinity : distance
    }
}
