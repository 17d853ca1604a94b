internal import FerryCore

/// Slice of height and width, in the layout in which the image is held.
struct Cropping2DCodec: ONNXOperatorCodec {
    typealias Op = Cropping2D
    let opTypes = ["Slice"]

    func encode(_ operation: Cropping2D, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let x = encoder.input(0, of: node)
        let layout = encoder.layout(of: x)
        let sizes = try encoder.sizes(of: x)
        let margins = operation.margins
        encoder.emit(
            .node(
                "Slice", .x, .integers([margins.top, margins.left], shape: [2], capture: "starts"),
                .integers([sizes[0] - margins.bottom, sizes[1] - margins.right], shape: [2], capture: "ends"),
                .integers([layout.axis(1), layout.axis(2)], shape: [2], capture: "axes")), for: node,
            operands: [try encoder.name(of: x, as: layout)], layout: layout)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        guard let name = node.input(0) else { throw .onnx("Slice lacks its input") }
        try decoder.expectImage(name, of: node)
        guard let starts = try decoder.list(1, of: node), let ends = try decoder.list(2, of: node), starts.count == ends.count,
            case let axes = node.input(3) == nil ? Array(starts.indices) : try decoder.list(3, of: node) ?? []
        else {
            throw .unsupported(node, "computed starts or ends", expected: "constants")
        }
        // Exporters slice axes from their start to their end.
        let touched = zip(axes, zip(starts, ends)).filter { $1 != (0, Int.max) && !($1.0 == 0 && $1.1 >= Int(Int32.max)) }.map(
            \.0)
        let layout = try decoder.imageLayout(name, touching: Set(touched.map { $0 < 0 ? $0 + 4 : $0 }))
        let x = try decoder.value(name, as: layout)
        let size = try decoder.imageSize(of: x)
        let extents = [size.height, size.width]
        let steps = node.input(4).flatMap { decoder.integers($0) } ?? (node.input(4) == nil ? [1] : [0])
        guard axes.count == starts.count, steps.allSatisfy({ $0 == 1 }) else {
            throw .unsupported(node, "steps", expected: "steps of 1", field: "steps")
        }
        var cropped = [(0, 0), (0, 0)]
        for (index, axis) in axes.enumerated() where touched.contains(axis) {
            guard (-4..<4).contains(axis), case let place = layout.valueAxis(axis < 0 ? axis + 4 : axis) - 1,
                cropped.indices.contains(place)
            else {
                throw .unsupported(node, "a slice of the batch or the channels", expected: "height and width", field: "axes")
            }
            let start = Self.clamp(starts[index], extents[place])
            cropped[place] = (start, extents[place] - max(start, Self.clamp(ends[index], extents[place])))
        }
        let margins = Margins2D(
            top: cropped[0].0, bottom: cropped[0].1, left: cropped[1].0, right: cropped[1].1)
        try decoder.add(Cropping2D(margins: margins), inputs: [x], for: node, layout: layout)
        return true
    }

    /// Negative positions count from the end, and those outside mean the nearest end.
    private static func clamp(_ position: Int, _ extent: Int) -> Int {
        position < 0 ? max(position, -extent) + extent : min(position, extent)
    }
}
