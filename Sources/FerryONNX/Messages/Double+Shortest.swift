extension Double {
    /// The number that the shortest decimal digits of a float32 stand for: 0.3 where a Float holds 0.30000001192….
    ///
    /// Files hold attributes as float32, frameworks and people write them as decimals.
    init(shortest float: Float) { self = Double(float.description) ?? Double(float) }
}
