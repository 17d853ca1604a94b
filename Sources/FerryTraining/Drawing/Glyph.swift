/// A way in which people write a digit, in a box from (0, 0) at its top left to (1, 1).
struct Glyph: Sendable {
    /// Points that the pen passes smoothly.
    typealias Curve = [SIMD2<Double>]
    /// Curves without lifting the pen: each begins where the one before ended, at a corner.
    typealias Stroke = [Curve]

    /// How often it is written so, beside the digit's others.
    let weight: Double
    /// Width over height.
    let aspect: ClosedRange<Double>
    let strokes: [Stroke]

    init(_ weight: Double, aspect: ClosedRange<Double>, _ strokes: [Stroke]) {
        (self.weight, self.aspect, self.strokes) = (weight, aspect, strokes)
    }
}
