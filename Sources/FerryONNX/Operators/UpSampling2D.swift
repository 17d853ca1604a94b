internal import FerryCore

/// Resize by whole factors.
///
/// Nearest is `asymmetric` with `floor`: each pixel is repeated. Bilinear has half-pixel centres, as Keras.
struct UpSampling2DCodec: ONNXOperatorCodec {
    typealias Op = UpSampling2D
    let opTypes = ["Resize"]
    var importPatterns: [ONNXPattern] { RepeatedPixels.patterns }

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
        guard let name = node.input(0) else { throw .onnx("Resize lacks its input") }
        try decoder.expectImage(name, of: node)
        let interpolation = try Self.interpolation(node)
        let x = try decoder.value(name, as: .channelsFirst)
        guard let factors = try Self.factors(node, decoder) else {
            throw .unsupported(node, "sizes or broken factors", expected: "scales of whole numbers", field: "scales")
        }
        try decoder.add(
            UpSampling2D(factors: factors, interpolation: interpolation), inputs: [x], for: node, layout: .channelsFirst)
        return true
    }

    private static func interpolation(_ node: ONNXNode) throws(FerryError) -> UpSampling2D.Interpolation {
        let (coordinates, rounding) = (
            try node.text("coordinate_transformation_mode", default: "half_pixel"),
            try node.text("nearest_mode", default: "round_prefer_floor")
        )
        guard try node.integer("antialias", default: 0) == 0, try node.integer("exclude_outside", default: 0) == 0,
            try node.text("keep_aspect_ratio_policy", default: "stretch") == "stretch"
        else {
            throw .unsupported(node, "antialias, exclude_outside or a kept aspect ratio", expected: "their defaults")
        }
        switch (try node.text("mode", default: "nearest"), coordinates, rounding) {
        // Each pixel is repeated: half pixels never fall in the middle between two where the factors are whole.
        case ("nearest", "asymmetric", "floor"), ("nearest", "half_pixel", "round_prefer_floor"),
            ("nearest", "half_pixel", "round_prefer_ceil"):
            return .nearest
        case ("linear", "half_pixel", _): return .bilinear
        default:
            throw .unsupported(
                node, "attributes other than those of whole factors",
                expected: "nearest with asymmetric and floor, or linear with half_pixel", field: "mode")
        }
    }

    /// Whole factors of height and width, told by scales or by sizes; nothing where they are others.
    private static func factors(_ node: ONNXNode, _ decoder: ONNXDecoder) throws(FerryError) -> Size2D? {
        let axes = try node.integers("axes") ?? [0, 1, 2, 3]
        guard axes.allSatisfy({ (-4..<4).contains($0) }) else { return nil }
        let places = axes.map { $0 < 0 ? $0 + 4 : $0 }
        let shape = try decoder.shape(of: node.inputs[0])
        var given: [Double] = []
        if let sizes = node.input(3).flatMap({ decoder.sizes($0) }) {
            for (place, size) in zip(places, sizes) {
                if size == shape[place] {
                    given.append(1)
                } else if let new = size?.size, let old = shape[place].size, old > 0, new % old == 0 {
                    given.append(Double(new / old))
                } else {
                    return nil
                }
            }
        } else {
            given = node.input(2).flatMap { decoder.numbers($0) } ?? []
        }
        guard given.count == places.count else { return nil }
        var scales = [Double](repeating: 1, count: 4)
        for (place, scale) in zip(places, given) { scales[place] = scale }
        guard scales[0] == 1, scales[1] == 1, let height = Int(exactly: scales[2]), let width = Int(exactly: scales[3]),
            [height, width].allSatisfy({ (1...WindowAttributes.limit).contains($0) })
        else { return nil }
        return Size2D(height: height, width: width)
    }
}
