internal import FerryCore

/// Resize by whole factors.
///
/// Nearest is `asymmetric` with `floor`: each pixel is repeated. Bilinear has half-pixel centres, as Keras.
struct UpSampling2DCodec: ONNXOperatorCodec {
    typealias Op = UpSampling2D
    let opTypes = ["Resize"]

    private static func attributes(_ interpolation: UpSampling2D.Interpolation) -> [ONNXAttribute] {
        switch interpolation {
        case .nearest:
            [
                ONNXAttribute("mode", "nearest"), ONNXAttribute("coordinate_transformation_mode", "asymmetric"),
                ONNXAttribute("nearest_mode", "floor"),
            ]
        case .bilinear:
            [ONNXAttribute("mode", "linear"), ONNXAttribute("coordinate_transformation_mode", "half_pixel")]
        }
    }

    func encode(_ operation: UpSampling2D, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let x = encoder.input(0, of: node)
        let scales = [1, 1, Double(operation.factors.height), Double(operation.factors.width)]
        encoder.emit(
            .node(
                "Resize", .x, nil, .numbers(scales, shape: [4], capture: "scales"),
                attributes: Self.attributes(operation.interpolation)), for: node,
            operands: [try encoder.name(of: x, as: .channelsFirst)], layout: .channelsFirst)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        guard
            let interpolation = UpSampling2D.Interpolation.allCases.first(where: {
                Set(Self.attributes($0)) == Set(node.attributes)
            })
        else {
            throw .unsupported(
                node, "attributes other than those of whole factors",
                expected: "nearest with asymmetric and floor, or linear with half_pixel", field: "mode")
        }
        guard node.input(3) == nil, let name = node.input(2), let scales = decoder.numbers(name), scales.count == 4,
            scales[0] == 1, scales[1] == 1, let height = Int(exactly: scales[2]), let width = Int(exactly: scales[3]),
            [height, width].allSatisfy({ (1...WindowAttributes.limit).contains($0) })
        else {
            throw .unsupported(node, "sizes or broken factors", expected: "scales of whole numbers", field: "scales")
        }
        let x = try decoder.value(node.input(0) ?? "", as: .channelsFirst)
        try decoder.add(
            UpSampling2D(factors: Size2D(height: height, width: width), interpolation: interpolation), inputs: [x], for: node,
            layout: .channelsFirst)
        return true
    }
}
