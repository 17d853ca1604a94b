import FerryCore
import Testing

@testable import FerryONNX

@Suite struct `A hostile ONNX node` {
    struct Hostile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: FerryError.Code
        let node: ONNXNode
        let inputs: [ONNXArray?]

        init(
            _ name: String, _ code: FerryError.Code, _ opType: String, _ inputs: [ONNXArray?], _ attributes: [ONNXAttribute] = []
        ) {
            (testDescription, self.code, self.inputs) = (name, code, inputs)
            node = ONNXNode(
                name: "n", opType: opType, inputs: inputs.indices.map { inputs[$0] == nil ? "" : "x\($0)" }, outputs: ["y"],
                attributes: attributes)
        }
    }

    static let bombs = [
        Hostile("fills a huge shape", .limit, "ConstantOfShape", [.list(1 << 20, 1 << 20)]),
        Hostile("fills a shape beyond Int", .limit, "ConstantOfShape", [.list(.max, .max, .max)]),
        Hostile("hides a huge shape behind a size of 0", .limit, "ConstantOfShape", [.list(.max, .max, 0)]),
        Hostile("fills a negative shape", .malformed, "ConstantOfShape", [.list(-1)]),
        Hostile("expands without end", .limit, "Expand", [.number(1), .list(.max, 2)]),
        Hostile("tiles without end", .malformed, "Tile", [.counting(2), .list(.max)]),
        Hostile("tiles far", .limit, "Tile", [.counting(2), .list(1 << 40)]),
        Hostile("tiles a negative number of times", .malformed, "Tile", [.counting(2), .list(-1)]),
        Hostile("counts to the end", .limit, "Range", [.integer(0), .integer(.max), .integer(1)]),
        Hostile("counts beyond Int", .malformed, "Range", [.integer(.min), .integer(.max), .integer(1)]),
        Hostile("counts in steps of 0", .malformed, "Range", [.integer(0), .integer(5), .integer(0)]),
        Hostile("counts numbers in steps of 0", .malformed, "Range", [.number(0), .number(5), .number(0)]),
        Hostile("counts numbers to the end", .limit, "Range", [.number(0), .number(1e14), .number(1)]),
        Hostile("pads without end", .malformed, "Pad", [.counting(2), .list(.max, .max)]),
        Hostile("pads by the smallest integer", .malformed, "Pad", [.counting(2), .list(.min, 0)]),
        Hostile("pads far", .limit, "Pad", [.counting(2), .list(1 << 39, 0)]),
        Hostile("crops more than there is", .malformed, "Pad", [.counting(2), .list(-3, 0)]),
        Hostile("has too many axes", .malformed, "Unsqueeze", [.number(1), .integers([99], Array(0..<99))]),
        Hostile("broadcasts a large product", .limit, "Add", [.counting(3000, 1), .counting(1, 3000)]),
    ]

    static let wrongs = [
        Hostile("takes what is not there", .malformed, "Gather", [.list(1, 2), .integer(2)]),
        Hostile(
            "takes along an axis that is not there", .malformed, "Gather", [.list(1), .integer(0)], [ONNXAttribute("axis", 1)]),
        Hostile("takes with an axis of text", .malformed, "Gather", [.list(1), .integer(0)], [ONNXAttribute("axis", "0")]),
        Hostile("slices in steps of 0", .malformed, "Slice", [.list(1), .list(0), .list(1), .list(0), .list(0)]),
        Hostile("slices an axis twice", .malformed, "Slice", [.counting(2, 2), .list(0, 0), .list(1, 1), .list(1, -1)]),
        Hostile("slices with too few ends", .malformed, "Slice", [.counting(2, 2), .list(0, 0), .list(1)]),
        Hostile("reshapes to other elements", .malformed, "Reshape", [.counting(4), .list(3)]),
        Hostile("infers two sizes", .malformed, "Reshape", [.counting(4), .list(-1, -1)]),
        Hostile("infers beside a size of 0", .malformed, "Reshape", [.numbers([0], []), .list(0, -1)]),
        Hostile("reshapes to a shape of reals", .malformed, "Reshape", [.counting(4), .counting(1)]),
        Hostile("lacks an input", .malformed, "Add", [.list(1)]),
        Hostile("lacks all inputs", .malformed, "Max", []),
        Hostile("adds types that differ", .malformed, "Add", [.list(1), .counting(1)]),
        Hostile("adds shapes that do not fit", .malformed, "Add", [.counting(2), .counting(3)]),
        Hostile("overflows", .malformed, "Add", [.integer(.max), .integer(1)]),
        Hostile("overflows int32", .malformed, "Mul", [.integers([], [1 << 30], .int32), .integers([], [4], .int32)]),
        Hostile("divides by 0", .malformed, "Div", [.integer(1), .integer(0)]),
        Hostile("divides the smallest by -1", .malformed, "Div", [.integer(.min), .integer(-1)]),
        Hostile("takes a remainder by 0", .malformed, "Mod", [.integer(1), .integer(0)]),
        Hostile("negates the smallest", .malformed, "Neg", [.integer(.min)]),
        Hostile("takes the smallest without its sign", .malformed, "Abs", [.integer(.min)]),
        Hostile("raises beyond integers", .malformed, "Pow", [.integer(10), .integer(40)]),
        Hostile("casts infinity to an integer", .malformed, "Cast", [.number(.infinity)], [ONNXAttribute("to", 7)]),
        Hostile("casts to text", .unsupported, "Cast", [.number(1)], [ONNXAttribute("to", 8)]),
        Hostile("casts to a type beyond int32", .unsupported, "Cast", [.number(1)], [ONNXAttribute("to", .max)]),
        Hostile("permutes an axis twice", .malformed, "Transpose", [.counting(2, 2)], [ONNXAttribute("perm", [0, 0])]),
        Hostile("splits into too much", .malformed, "Split", [.counting(2), .list(3)]),
        Hostile("joins along no axis", .malformed, "Concat", [.list(1)]),
        Hostile("negates what is no bool", .malformed, "Not", [.integer(1)]),
        Hostile("takes the largest of no integers", .malformed, "ReduceMax", [.list()]),
        Hostile("drops at random", .unsupported, "Dropout", [.counting(2), .number(0.5), .booleans([], [1])]),
        Hostile("is none of ONNX's", .unsupported, "Frobnicate", [.counting(2)]),
    ]

    private static let line = ONNXArray.numbers([1, 1, 4], [1, 2, 3, 4])
    private static let filter = ONNXArray.numbers([1, 1, 2], [1, 1])
    private static let three = ONNXAttribute("kernel_shape", [3])

    static let windows = [
        Hostile("slides with a stride of 0", .malformed, "Conv", [line, filter], [ONNXAttribute("strides", [0])]),
        Hostile("slides with a stride beyond all", .malformed, "Conv", [line, filter], [ONNXAttribute("strides", [.max])]),
        Hostile("dilates beyond all", .malformed, "Conv", [line, filter], [ONNXAttribute("dilations", [.max])]),
        Hostile("dilates beyond its input", .malformed, "Conv", [line, filter], [ONNXAttribute("dilations", [5])]),
        Hostile("has margins beyond all", .malformed, "Conv", [line, filter], [ONNXAttribute("pads", [.max, .max])]),
        Hostile("has large margins", .limit, "Conv", [line, filter], [ONNXAttribute("pads", [1 << 23, 1 << 23])]),
        Hostile("has negative margins", .malformed, "Conv", [line, filter], [ONNXAttribute("pads", [-1, 0])]),
        Hostile("has margins for one side only", .malformed, "Conv", [line, filter], [ONNXAttribute("pads", [1])]),
        Hostile("has 0 groups", .malformed, "Conv", [line, filter], [ONNXAttribute("group", 0)]),
        Hostile("has more groups than channels", .malformed, "Conv", [line, filter], [ONNXAttribute("group", 2)]),
        Hostile("has another kernel", .malformed, "Conv", [line, filter], [three]),
        Hostile("has filters of other channels", .malformed, "Conv", [line, .counting(1, 2, 2)]),
        Hostile("has filters without elements", .malformed, "Conv", [line, .numbers([1, 1, 0], [])]),
        Hostile("has a bias for other filters", .malformed, "Conv", [line, filter, .counting(2)]),
        Hostile("convolves a scalar", .malformed, "Conv", [.number(1), .number(1)]),
        Hostile("pads by no rule", .malformed, "Conv", [line, filter], [ONNXAttribute("auto_pad", "SAME")]),
        Hostile("crops all of its output", .malformed, "ConvTranspose", [line, filter], [ONNXAttribute("pads", [3, 3])]),
        Hostile("adds more than a stride", .malformed, "ConvTranspose", [line, filter], [ONNXAttribute("output_padding", [1])]),
        Hostile("asks for no output", .malformed, "ConvTranspose", [line, filter], [ONNXAttribute("output_shape", [0])]),
        Hostile("asks for a huge output", .limit, "ConvTranspose", [line, filter], [ONNXAttribute("output_shape", [1 << 25])]),
        Hostile("pools without a window", .malformed, "MaxPool", [line]),
        Hostile("pools what is no image", .malformed, "MaxPool", [.counting(2, 2)], [three]),
        Hostile(
            "pools with margins as large as its window", .malformed, "MaxPool", [line], [three, ONNXAttribute("pads", [3, 0])]),
        Hostile("pools a window larger than its input", .malformed, "AveragePool", [line], [ONNXAttribute("kernel_shape", [9])]),
        Hostile("averages channels without elements", .malformed, "GlobalAveragePool", [.numbers([1, 2, 0], [])]),
        Hostile("normalises with too few statistics", .malformed, "BatchNormalization", [line, .counting(1)]),
        Hostile("multiplies matrices that do not fit", .malformed, "MatMul", [.counting(2, 3), .counting(2, 3)]),
        Hostile("multiplies scalars", .malformed, "MatMul", [.number(1), .number(2)]),
        Hostile("adds a bias that does not fit", .malformed, "Gemm", [.counting(1, 2), .counting(2, 2), .counting(3)]),
        Hostile("takes the softmax of a scalar", .malformed, "Softmax", [.number(1)]),
        Hostile("resizes by a scale and to a size", .malformed, "Resize", [.counting(2), nil, .numbers([1], [2]), .list(4)]),
        Hostile("resizes by nothing", .malformed, "Resize", [.counting(2)]),
        Hostile("resizes by a scale of 0", .malformed, "Resize", [.counting(2), nil, .numbers([1], [0])]),
        Hostile("resizes by what is no number", .malformed, "Resize", [.counting(2), nil, .numbers([1], [.nan])]),
        Hostile("resizes beyond all", .malformed, "Resize", [.counting(2), nil, .numbers([1], [1e300])]),
        Hostile("resizes far", .limit, "Resize", [.counting(2), nil, .numbers([1], [1e7])]),
        Hostile("resizes to a negative size", .malformed, "Resize", [.counting(2), nil, nil, .list(-4)]),
        Hostile(
            "resizes axes that are not there", .malformed, "Resize", [.counting(2), nil, nil, .list(4)],
            [ONNXAttribute("axes", [3])]),
        Hostile(
            "crops without saying what", .malformed, "Resize", [.counting(2), nil, nil, .list(4)],
            [ONNXAttribute("coordinate_transformation_mode", "tf_crop_and_resize")]),
        Hostile(
            "resizes by no rule", .malformed, "Resize", [.counting(2), nil, nil, .list(4)], [ONNXAttribute("mode", "bicubic")]),
    ]

    @Test(arguments: bombs + wrongs + windows)
    func `is refused by name`(_ hostile: Hostile) {
        let error = #expect(throws: FerryError.self) {
            try ONNXEvaluator.evaluate(hostile.node, hostile.inputs, opset: 21, limit: 1 << 20)
        }
        #expect(error?.code == hostile.code, "\(error?.problem ?? "")")
        #expect(error?.location.layer == "n")
    }
}
