extension BatchNormalization {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        var y = inputs[0]!
        let (gamma, beta, mean, variance) = (inputs[1], inputs[2], inputs[3]!, inputs[4]!)
        for index in y.elements.indices {
            let channel = index % mean.count
            let deviation = (variance.elements[channel] + epsilon).squareRoot()
            let scale = gamma?.elements[channel] ?? 1
            let offset = beta?.elements[channel] ?? 0
            y.elements[index] = scale * (y.elements[index] - mean.elements[channel]) / deviation + offset
        }
        return y
    }
}
