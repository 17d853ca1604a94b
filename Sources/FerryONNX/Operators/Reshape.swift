internal import FerryCore

/// Reshape, with a zero for the batch: copy it.
struct ReshapeCodec: ONNXOperatorCodec {
    typealias Op = Reshape
    let opTypes = ["Reshape"]

    func encode(_ operation: Reshape, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let x = encoder.input(0, of: node)
        let sizes = try encoder.sizes(of: node.output)
        guard !sizes.contains(0) else {
            throw FerryError(.unsupported, "a shape without elements cannot be written as ONNX", found: "\(sizes)")
        }
        encoder.emit(
            .node("Reshape", .x, .integers([0] + sizes, shape: [sizes.count + 1], capture: "shape")), for: node,
            operands: [try encoder.name(of: x, as: .asIs)], layout: .asIs)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        guard let name = node.input(1), let shape = decoder.integers(name), let first = shape.first else {
            throw .unsupported(node, "a computed shape", expected: "a constant shape", field: "shape")
        }
        let x = try decoder.value(node.input(0) ?? "", as: .asIs)
        let type = decoder.type(of: x).shape
        guard try node.integer("allowzero", default: 0) == 0 || !shape.contains(0) else {
            throw .unsupported(node, "allowzero 1 and a size of 0", field: "allowzero")
        }
        // Zeros copy the input's size of the same axis.
        let sizes = shape.enumerated().dropFirst().map { axis, size in
            size == 0 && axis < type.count ? type[axis].size ?? 0 : size
        }
        let keepsBatch = first == 0 || first == type.first?.size || first == -1 && Self.fills(sizes, type)
        guard keepsBatch else {
            throw .unsupported(node, "the batch moved into other axes", expected: "a shape that keeps the batch", field: "shape")
        }
        try decoder.add(Reshape(shape: sizes), inputs: [x], for: node, layout: .asIs)
        return true
    }

    /// Whether the sizes hold exactly a sample's elements, so that the first axis is the batch.
    private static func fills(_ sizes: [Int], _ type: [Dimension]) -> Bool {
        guard let sample = TensorType(Array(type.dropFirst())).sizes() else { return false }
        return sizes.checkedElementCount == sample.elementCount
    }
}
