internal import FerryCore

/// Reshape, with a zero for the batch: copy it. Other writers' Squeeze and Unsqueeze are the same.
struct ReshapeCodec: ONNXOperatorCodec {
    typealias Op = Reshape
    let opTypes = ["Reshape", "Squeeze", "Unsqueeze"]

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
        if decoder.isForeign { return try Self.decodeForeign(node, from: &decoder) }
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

    private static func decodeForeign(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let reader = decoder
        let copiesZeros = node.opType == "Reshape" ? try node.integer("allowzero", default: 0) == 0 : false
        let change = try Rearrangement(node, decoder, copiesZeros: copiesZeros) { shape throws(FerryError) in
            switch node.opType {
            case "Squeeze":
                let axes = try reader.axes(of: node, rank: shape.count) ?? shape.indices.filter { shape[$0] == 1 }
                guard axes.allSatisfy({ shape[$0] == 1 }) else {
                    throw .onnx("Squeeze removes an axis that is not of size 1", found: "axes \(axes) of \(shape)")
                }
                return shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
            case "Unsqueeze":
                let count = node.input(1).flatMap { reader.integers($0)?.count } ?? 0
                guard count <= ONNXCall.rankLimit, let axes = try reader.axes(of: node, rank: shape.count + count) else {
                    throw .onnx("Unsqueeze lacks its axes")
                }
                var rest = shape[...]
                return (0..<shape.count + count).map { axes.contains($0) ? .fixed(1) : rest.removeFirst() }
            default:
                guard let sizes = node.input(1).flatMap({ reader.sizes($0) }) else {
                    throw .unsupported(node, "a computed shape", expected: "a constant shape", field: "shape")
                }
                return sizes
            }
        }
        try change.add(to: &decoder)
        return true
    }

    /// Whether the sizes hold exactly a sample's elements, so that the first axis is the batch.
    private static func fills(_ sizes: [Int], _ type: [Dimension]) -> Bool {
        guard let sample = TensorType(Array(type.dropFirst())).sizes() else { return false }
        return sizes.checkedElementCount == sample.elementCount
    }
}
