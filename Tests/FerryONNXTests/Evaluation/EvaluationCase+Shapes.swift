import FerryCore

@testable import FerryONNX

extension EvaluationCase {
    /// Operators that tell or change a shape.
    static let shapes = [
        EvaluationCase("Shape", [.counting(2, 3, 4)], gives: .list(2, 3, 4)),
        EvaluationCase("Shape", [.counting(2, 3, 4)], [ONNXAttribute("start", -2)], gives: .list(3, 4)),
        EvaluationCase("Shape", [.counting(2, 3)], [ONNXAttribute("start", 1), ONNXAttribute("end", 99)], gives: .list(3)),
        EvaluationCase("Shape", [.counting(2, 3)], [ONNXAttribute("start", 2), ONNXAttribute("end", 1)], gives: .list()),
        EvaluationCase("Shape", [.number(1)], gives: .list()),
        EvaluationCase("Size", [.counting(2, 3)], gives: .integer(6)),
        EvaluationCase("Reshape", [.counting(2, 3), .list(3, -1)], gives: .numbers([3, 2], [0, 1, 2, 3, 4, 5])),
        EvaluationCase("Reshape", [.counting(2, 3), .list(0, 1, -1)], gives: .numbers([2, 1, 3], [0, 1, 2, 3, 4, 5])),
        EvaluationCase(
            "Reshape", [.numbers([0, 3], []), .list(3, 0)], [ONNXAttribute("allowzero", 1)], gives: .numbers([3, 0], [])),
        EvaluationCase("Reshape", [.number(7), .list(1, 1)], gives: .numbers([1, 1], [7])),
        EvaluationCase("Flatten", [.counting(2, 1, 3)], gives: .numbers([2, 3], [0, 1, 2, 3, 4, 5])),
        EvaluationCase(
            "Flatten", [.counting(2, 1, 3)], [ONNXAttribute("axis", 0)], gives: .numbers([1, 6], [0, 1, 2, 3, 4, 5])),
        EvaluationCase(
            "Flatten", [.counting(2, 1, 3)], [ONNXAttribute("axis", -1)], gives: .numbers([2, 3], [0, 1, 2, 3, 4, 5])),
        EvaluationCase("Squeeze", [.counting(1, 2, 1)], gives: .numbers([2], [0, 1])),
        EvaluationCase("Squeeze", [.counting(1, 2, 1), .list(-1)], gives: .numbers([1, 2], [0, 1])),
        EvaluationCase("Unsqueeze", [.counting(2), .list(-1, 0)], gives: .numbers([1, 2, 1], [0, 1])),
        EvaluationCase("Identity", [.integers([2], [4, 5])], gives: .list(4, 5)),
        EvaluationCase("Dropout", [.counting(2), .number(0.5)], gives: .counting(2), .booleans([2], [1, 1])),
        EvaluationCase(
            "Dropout", [.counting(2), .number(0), .booleans([], [1])], gives: .counting(2), .booleans([2], [1, 1])),
        EvaluationCase("Constant", [], [ONNXAttribute("value_ints", [1, 2])], gives: .list(1, 2)),
        EvaluationCase("Constant", [], [ONNXAttribute("value_int", 3)], gives: .integer(3)),
        EvaluationCase("ConstantOfShape", [.list(2)], gives: ONNXArray(shape: [2], numbers: [0, 0])),
        EvaluationCase("Range", [.integer(1), .integer(8), .integer(3)], gives: .list(1, 4, 7)),
        EvaluationCase("Range", [.integer(5), .integer(0), .integer(-2)], gives: .list(5, 3, 1)),
        EvaluationCase("Range", [.integer(5), .integer(0), .integer(2)], gives: .list()),
        EvaluationCase("Range", [.number(0), .number(1), .number(0.4)], gives: .numbers([3], [0, 0.4, 0.8])),
    ]

    /// Operators that move, repeat or take elements.
    static let movements = [
        EvaluationCase("Transpose", [.counting(2, 3)], gives: .numbers([3, 2], [0, 3, 1, 4, 2, 5])),
        EvaluationCase(
            "Transpose", [.counting(1, 2, 2)], [ONNXAttribute("perm", [1, 2, 0])], gives: .numbers([2, 2, 1], [0, 1, 2, 3])),
        EvaluationCase(
            "Expand", [.numbers([2, 1], [1, 2]), .list(3, 1, 2)],
            gives: .numbers([3, 2, 2], [1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2])),
        EvaluationCase("Expand", [.numbers([2, 1], [1, 2]), .list(1)], gives: .numbers([2, 1], [1, 2])),
        EvaluationCase("Tile", [.numbers([1, 2], [1, 2]), .list(2, 2)], gives: .numbers([2, 4], [1, 2, 1, 2, 1, 2, 1, 2])),
        EvaluationCase(
            "Concat", [.counting(2, 1), .counting(2, 2)], [ONNXAttribute("axis", -1)],
            gives: .numbers([2, 3], [0, 0, 1, 1, 2, 3])),
        EvaluationCase("Concat", [.list(1), .list(2, 3)], [ONNXAttribute("axis", 0)], gives: .list(1, 2, 3)),
        EvaluationCase(
            "Split", [.counting(2, 3), .list(1, 2)], [ONNXAttribute("axis", 1)],
            gives: .numbers([2, 1], [0, 3]), .numbers([2, 2], [1, 2, 4, 5])),
        EvaluationCase(
            "Split", [.counting(5)], [ONNXAttribute("num_outputs", 2)], gives: .numbers([3], [0, 1, 2]), .numbers([2], [3, 4])),
        EvaluationCase("Gather", [.counting(2, 3), .integer(-1)], gives: .numbers([3], [3, 4, 5])),
        EvaluationCase(
            "Gather", [.counting(2, 3), .integers([1, 2], [2, 0])], [ONNXAttribute("axis", 1)],
            gives: .numbers([2, 1, 2], [2, 0, 5, 3])),
        EvaluationCase("Gather", [.list(5, 6, 7), .integer(1)], gives: .integer(6)),
        EvaluationCase("Slice", [.counting(2, 4), .list(1, 0), .list(2, 9)], gives: .numbers([1, 4], [4, 5, 6, 7])),
        EvaluationCase("Slice", [.counting(4), .list(-1), .list(-9), .list(0), .list(-2)], gives: .numbers([2], [3, 1])),
        EvaluationCase("Slice", [.counting(4), .list(1), .list(.max), .list(-1), .list(2)], gives: .numbers([2], [1, 3])),
        EvaluationCase("Slice", [.counting(4), .list(3), .list(.min), .list(0), .list(.min)], gives: .numbers([1], [3])),
        EvaluationCase("Slice", [.counting(4), .list(9), .list(10)], gives: .numbers([0], [])),
        EvaluationCase(
            "Where", [.booleans([2, 1], [1, 0]), .numbers([2], [1, 2]), .number(9)], gives: .numbers([2, 2], [1, 2, 9, 9])),
        EvaluationCase("Pad", [.counting(3), .list(1, 2)], gives: .numbers([6], [0, 0, 1, 2, 0, 0])),
        EvaluationCase("Pad", [.counting(3), .list(-1, 1), .number(7)], gives: .numbers([3], [1, 2, 7])),
        EvaluationCase(
            "Pad", [.counting(3), .list(3, 3)], [ONNXAttribute("mode", "reflect")],
            gives: .numbers([9], [1, 2, 1, 0, 1, 2, 1, 0, 1])),
        EvaluationCase(
            "Pad", [.counting(3), .list(1, 2)], [ONNXAttribute("mode", "edge")], gives: .numbers([6], [0, 0, 1, 2, 2, 2])),
        EvaluationCase(
            "Pad", [.counting(3), .list(4, 1)], [ONNXAttribute("mode", "wrap")], gives: .numbers([8], [2, 0, 1, 2, 0, 1, 2, 0])),
        EvaluationCase(
            "Pad", [.counting(2, 2), .list(1, 0), nil, .list(-1)], gives: .numbers([2, 3], [0, 0, 1, 0, 2, 3])),
    ]
}
