extension Average {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        var y = Broadcast.fold(inputs, +)
        for index in y.elements.indices { y.elements[index] /= Double(inputs.count) }
        return y
    }
}
