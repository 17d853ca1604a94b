extension Concatenate {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let tensors = inputs.compactMap { $0 }
        var shape = tensors[0].shape
        let axis = axis < 0 ? axis + shape.count : axis
        shape[axis] = tensors.reduce(0) { $0 + $1.shape[axis] }
        var elements: [Double] = []
        for outer in 0..<shape[..<axis].reduce(1, *) {
            for tensor in tensors {
                let count = tensor.shape[axis...].reduce(1, *)
                elements += tensor.elements[outer * count..<(outer + 1) * count]
            }
        }
        return Tensor(shape: shape, elements: elements)
    }
}
