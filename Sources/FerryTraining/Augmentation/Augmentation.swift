/// Random changes of pictures: turns, shifts, shears, zooms and flips, as Keras's `ImageDataGenerator` makes them.
///
/// Geometry and distributions are those of `keras.src.legacy.preprocessing.image`; the numbers drawn are Ferry's own, and each
/// picture's depend on its ``SampleKey`` alone.
public struct Augmentation: Hashable, Sendable {
    /// What pixels outside of the picture are taken to be, with `a b c d` inside.
    public enum FillMode: String, Hashable, Sendable, CaseIterable {
        /// `a a a | a b c d | d d d`
        case nearest
        /// ``Augmentation/fillValue``.
        case constant
        /// `c b a | a b c d | d c b`
        case reflect
        /// `b c d | a b c d | a b c`; SciPy lets the last pixel and the first one coincide.
        case wrap
    }

    /// Turns by up to so many degrees either way.
    public var rotation: Double
    /// Keras's `width_shift_range`: below 1 a fraction of the width, from 1 on pixels; either way. It moves along columns.
    public var widthShift: Double
    /// Keras's `height_shift_range`, which moves along rows.
    public var heightShift: Double
    /// Shears by up to so many degrees either way.
    public var shear: Double
    /// Scales each axis on its own; below 1 magnifies, 1...1 leaves the size as it is.
    public var zoom: ClosedRange<Double>
    /// Whether half of the pictures are mirrored left to right.
    public var flipsHorizontally: Bool
    /// Whether half of the pictures are mirrored top to bottom.
    public var flipsVertically: Bool
    public var fillMode: FillMode
    /// What ``FillMode/constant`` fills with.
    public var fillValue: Float

    public init(
        rotation: Double = 0, widthShift: Double = 0, heightShift: Double = 0, shear: Double = 0,
        zoom: ClosedRange<Double> = 1...1, flipsHorizontally: Bool = false, flipsVertically: Bool = false,
        fillMode: FillMode = .nearest, fillValue: Float = 0
    ) {
        (self.rotation, self.widthShift, self.heightShift, self.shear) = (rotation, widthShift, heightShift, shear)
        (self.zoom, self.flipsHorizontally, self.flipsVertically) = (zoom, flipsHorizontally, flipsVertically)
        (self.fillMode, self.fillValue) = (fillMode, fillValue)
    }
}
