internal import FerryCore

extension Augmentation {
    /// One picture's change: the `transform_parameters` of Keras's `apply_transform`.
    public struct Transform: Hashable, Sendable {
        /// Keras's `theta`, in degrees; positive turns counter-clockwise on the screen.
        public var rotation: Double
        /// Keras's `tx`, in pixels, drawn from the height's range. Keras exchanges its axes after the draw: positive moves the
        /// content to the left.
        public var tx: Double
        /// Keras's `ty`, in pixels, drawn from the width's range: positive moves the content up.
        public var ty: Double
        /// In degrees.
        public var shear: Double
        /// Along columns.
        public var zx: Double
        /// Along rows.
        public var zy: Double
        public var flipsHorizontally: Bool
        public var flipsVertically: Bool

        public init(
            rotation: Double = 0, tx: Double = 0, ty: Double = 0, shear: Double = 0, zx: Double = 1, zy: Double = 1,
            flipsHorizontally: Bool = false, flipsVertically: Bool = false
        ) {
            (self.rotation, self.tx, self.ty, self.shear) = (rotation, tx, ty, shear)
            (self.zx, self.zy) = (zx, zy)
            (self.flipsHorizontally, self.flipsVertically) = (flipsHorizontally, flipsVertically)
        }
    }

    /// Draws a picture's change, distributed as Keras's `get_random_transform` does it.
    ///
    /// Every parameter is drawn, used or not, so that switching one on changes no other.
    public func transform(for key: SampleKey, height: Int, width: Int) -> Transform {
        var generator = RandomStream.augmentation.generator(
            seed: key.seed, UInt64(bitPattern: Int64(key.epoch)), UInt64(bitPattern: Int64(key.sample)))
        func between(_ limit: Double) -> Double { (2 * generator.unitDouble() - 1) * limit }
        func zooming() -> Double { zoom.lowerBound + generator.unitDouble() * (zoom.upperBound - zoom.lowerBound) }
        var transform = Transform()
        transform.rotation = between(rotation)
        transform.tx = between(heightShift) * (heightShift < 1 ? Double(height) : 1)
        transform.ty = between(widthShift) * (widthShift < 1 ? Double(width) : 1)
        transform.shear = between(shear)
        transform.zx = zooming()
        transform.zy = zooming()
        transform.flipsHorizontally = generator.unitDouble() < 0.5 && flipsHorizontally
        transform.flipsVertically = generator.unitDouble() < 0.5 && flipsVertically
        return transform
    }
}
