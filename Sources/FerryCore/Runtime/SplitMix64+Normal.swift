internal import RealModule

extension SplitMix64 {
    /// Two independent numbers, normally distributed with mean 0 and variance 1.
    ///
    /// Box and Muller, "A note on the generation of random normal deviates", 1958.
    mutating func normalPair() -> (Double, Double) {
        let radius = (-2 * Double.log(1 - unitDouble())).squareRoot()
        let angle = 2 * Double.pi * unitDouble()
        return (radius * Double.cos(angle), radius * Double.sin(angle))
    }
}
