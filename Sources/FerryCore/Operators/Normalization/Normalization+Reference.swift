extension Normalization {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let (x, mean, variance) = (inputs[0]!, inputs[1]!, inputs[2]!)
        let deviation = Tensor(
            shape: variance.shape, elements: variance.elements.map { max($0.squareRoot(), Self.smallestDeviation) })
        guard inverts else {
            return Broadcast.combine(Broadcast.combine(x, mean, -), deviation, /)
        }
        return Broadcast.combine(Broadcast.combine(x, deviation, *), mean, +)
    }
}
