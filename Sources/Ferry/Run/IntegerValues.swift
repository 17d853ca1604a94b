internal import FerryCore

extension Graph {
    /// A value of integers or bools, which the graph holds as numbers, as a tensor of its type; nothing for all others.
    ///
    /// - Throws: `limit` where float32 may have rounded an integer, `malformed` where it could not be computed.
    func source<Scalar>(_ tensor: Tensor<Scalar>, named name: String) throws(FerryError) -> (any TensorSource)? {
        guard let id = value(named: name), let element = self[id].type?.element, !element.isFloatingPoint, !inputs.contains(id)
        else { return nil }
        var integers: [Int] = []
        integers.reserveCapacity(tensor.count)
        for number in tensor.elements {
            guard let integer = Int(exactly: number) else {
                throw FerryError(
                    .malformed, "an integer of '\(name)' cannot be computed", found: "\(number)", at: Location(layer: name))
            }
            guard abs(number) < Scalar(sign: .plus, exponent: Scalar.Exponent(Scalar.significandBitCount), significand: 2) else {
                throw FerryError(
                    .limit, "an integer of '\(name)' is too large to be exact",
                    expected: "below 2^\(Scalar.significandBitCount + 1)",
                    found: "\(integer)", at: Location(layer: name), remedy: "run with --precision float64")
            }
            integers.append(integer)
        }
        return IntegerSource(integers, shape: tensor.shape, element: element)
    }
}
