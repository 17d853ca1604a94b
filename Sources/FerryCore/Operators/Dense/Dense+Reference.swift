extension Dense {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let (x, kernel, bias) = (inputs[0]!, inputs[1]!, inputs[2])
        let (size, units) = (kernel.shape[0], kernel.shape[1])
        var y = Tensor<Double>(repeating: 0, shape: x.shape.dropLast() + [units])
        for row in 0..<x.count / max(size, 1) {
            for index in 0..<size {
                Row.add(
                    kernel.elements, from: index * units, times: x.elements[row * size + index], to: &y.elements,
                    from: row * units, count: units)
            }
        }
        return bias.map { y.adding($0) } ?? y
    }
}
