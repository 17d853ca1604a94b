internal import FerryCore

/// The attributes with which ONNX describes a window that slides over an image.
///
/// `auto_pad` is deprecated for writers and not accepted by ONNX Runtime with dilation: margins are always spelt out.
enum WindowAttributes {
    /// Larger numbers are no window's, and sums and products of smaller ones do not overflow.
    static let limit = 1 << 24

    static func kernel(_ size: Size2D) -> ONNXAttribute { ONNXAttribute("kernel_shape", [size.height, size.width]) }
    static func strides(_ size: Size2D) -> ONNXAttribute { ONNXAttribute("strides", [size.height, size.width]) }

    /// Nothing where there are no margins: that is ONNX's default.
    static func pads(_ margins: Margins2D) -> [ONNXAttribute] {
        margins == .zero
            ? [] : [ONNXAttribute("pads", [margins.top, margins.left, margins.bottom, margins.right])]
    }

    /// Nothing where there is none: that is ONNX's default.
    static func dilation(_ size: Size2D) -> [ONNXAttribute] {
        size == Size2D(1) ? [] : [ONNXAttribute("dilations", [size.height, size.width])]
    }

    /// A size-valued attribute, 1 by 1 where it is not set.
    static func size(_ name: String, of node: ONNXNode) throws(FerryError) -> Size2D {
        guard let sizes = try node.integers(name, count: 2) else { return Size2D(1) }
        guard sizes.allSatisfy({ (1...limit).contains($0) }) else {
            throw .attribute(name, of: node, expected: "sizes of 1 to \(limit)")
        }
        return Size2D(height: sizes[0], width: sizes[1])
    }

    static func margins(of node: ONNXNode) throws(FerryError) -> Margins2D {
        guard let pads = try node.integers("pads", count: 4) else { return .zero }
        guard pads.allSatisfy({ (0...limit).contains($0) }) else {
            throw .attribute("pads", of: node, expected: "margins of 0 to \(limit)")
        }
        return Margins2D(top: pads[0], bottom: pads[2], left: pads[1], right: pads[3])
    }

    /// The padding in Keras's terms where it is one of Keras's.
    static func padding(
        of node: ONNXNode, input: Size2D, kernel: Size2D, strides: Size2D, dilation: Size2D = Size2D(1)
    ) throws(FerryError) -> Padding2D {
        switch try node.text("auto_pad", default: "NOTSET") {
        case "NOTSET": break
        case "VALID": return .valid
        case "SAME_UPPER": return .same
        case "SAME_LOWER":
            let upper = Padding2D.same.margins(input: input, kernel: kernel, strides: strides, dilation: dilation)
            return .explicit(Margins2D(top: upper.bottom, bottom: upper.top, left: upper.right, right: upper.left))
        case let other: throw .unsupported(node, "auto_pad \(other)", field: "auto_pad")
        }
        let margins = try margins(of: node)
        if margins == .zero { return .valid }
        let same = Padding2D.same.margins(input: input, kernel: kernel, strides: strides, dilation: dilation)
        return margins == same ? .same : .explicit(margins)
    }
}
