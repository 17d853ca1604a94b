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
                name: "n", opType: opType, inputs: inputs.indices.map { "x\($0)" }, outputs: ["y"], attributes: attributes)
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

    @Test(arguments: bombs + wrongs)
    func `is refused by name`(_ hostile: Hostile) {
        let error = #expect(throws: FerryError.self) {
            try ONNXEvaluator.evaluate(hostile.node, hostile.inputs, opset: 21, limit: 1 << 20)
        }
        #expect(error?.code == hostile.code, "\(error?.problem ?? "")")
        #expect(error?.location.layer == "n")
    }
}
