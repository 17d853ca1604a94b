extension Dense {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let (x, kernel, bias) = (inputs[0]!, inputs[1]!, inputs[2])
        let (size, units) = (kernel.shape[0], kernel.shape[1])
        var y = Tensor<Double>(repeating: 0, shape: x.shape.dropLast() + [units])
        for row in 0..<x.count / size {
            Row.addProducts(
                of: x.elements, row * size..<(row + 1) * size, rows: kernel.elements, from: 0, stride: units,
                to: &y.elements, row * units..<(row + 1) * units)
        }
        return y.adding(bias: bias)
    }
}

extension Tensor<Double> {
    /// This tensor with `bias`, where there is one, added to every row of the last axis.
    func adding(bias: Tensor<Double>?) -> Tensor<Double> {
        guard let bias else { return self }
        var sum = self
        for row in stride(from: 0, to: count, by: bias.count) {
            for index in 0..<bias.count { sum.elements[row + index] += bias.elements[index] }
        }
        return sum
    }
}
