import FerryCore

@testable import FerryONNX

extension EvaluationCase {
    /// Functions element by element.
    static let arithmetic = [
        EvaluationCase("Add", [.counting(2, 1), .counting(2)], gives: .numbers([2, 2], [0, 1, 1, 2])),
        EvaluationCase("Sub", [.list(3, 4), .integer(5)], gives: .list(-2, -1)),
        EvaluationCase("Mul", [.numbers([2], [0.5, -2]), .number(3)], gives: .numbers([2], [1.5, -6])),
        EvaluationCase("Div", [.list(-7, 7), .list(2, -2)], gives: .list(-3, -3)),
        EvaluationCase("Div", [.number(1), .number(0)], gives: .number(.infinity)),
        EvaluationCase("Mod", [.list(-7, 7), .list(3, -3)], gives: .list(2, -2)),
        EvaluationCase("Mod", [.list(-7, 7), .list(3, -3)], [ONNXAttribute("fmod", 1)], gives: .list(-1, 1)),
        EvaluationCase("Pow", [.list(2, 3), .numbers([2], [3, 2])], gives: .list(8, 9)),
        EvaluationCase("Pow", [.numbers([2], [4, 9]), .number(0.5)], gives: .numbers([2], [2, 3])),
        EvaluationCase("Max", [.list(1, 5), .list(3, 2), .integer(2)], gives: .list(3, 5)),
        EvaluationCase("Min", [.numbers([2], [1, .nan]), .number(0)], gives: .numbers([2], [0, .nan])),
        EvaluationCase("Mean", [.counting(2), .number(3)], gives: .numbers([2], [1.5, 2])),
        EvaluationCase("Sum", [.counting(2), .number(3), .number(1)], gives: .numbers([2], [4, 5])),
        EvaluationCase("Sqrt", [.number(9)], gives: .number(3)),
        EvaluationCase("Reciprocal", [.number(4)], gives: .number(0.25)),
        EvaluationCase("Exp", [.number(0)], gives: .number(1)),
        EvaluationCase("Log", [.number(1)], gives: .number(0)),
        EvaluationCase("Erf", [.numbers([2], [0, 1])], gives: .numbers([2], [0, 0.8427007929497149])),
        EvaluationCase("Floor", [.numbers([2], [-1.5, 1.5])], gives: .numbers([2], [-2, 1])),
        EvaluationCase("Ceil", [.numbers([2], [-1.5, 1.5])], gives: .numbers([2], [-1, 2])),
        EvaluationCase("Round", [.numbers([3], [0.5, 1.5, -2.5])], gives: .numbers([3], [0, 2, -2])),
        EvaluationCase("Neg", [.list(-3, 4)], gives: .list(3, -4)),
        EvaluationCase("Abs", [.list(-3, 4)], gives: .list(3, 4)),
        EvaluationCase("Sign", [.numbers([3], [-3, 0, 4])], gives: .numbers([3], [-1, 0, 1])),
        EvaluationCase("Relu", [.numbers([2], [-3, 4])], gives: .numbers([2], [0, 4])),
        EvaluationCase("LeakyRelu", [.numbers([2], [-3, 4])], [ONNXAttribute("alpha", 0.5)], gives: .numbers([2], [-1.5, 4])),
        EvaluationCase("HardSigmoid", [.numbers([3], [-3, 0, 1])], gives: .numbers([3], [0, 0.5, 0.7])),
        EvaluationCase("HardSwish", [.numbers([3], [-3, 3, 6])], gives: .numbers([3], [0, 3, 6])),
        EvaluationCase("Softsign", [.numbers([2], [-1, 3])], gives: .numbers([2], [-0.5, 0.75])),
        EvaluationCase("Sigmoid", [.numbers([3], [0, 1000, -1000])], gives: .numbers([3], [0.5, 1, 0])),
        EvaluationCase("Softplus", [.numbers([2], [0, 1000])], gives: .numbers([2], [0.6931471805599453, 1000])),
        EvaluationCase("ThresholdedRelu", [.numbers([2], [1, 1.5])], gives: .numbers([2], [0, 1.5])),
        EvaluationCase(
            "PRelu", [.numbers([2, 2], [-1, -1, 1, 1]), .numbers([2], [2, 3])], gives: .numbers([2, 2], [-2, -3, 1, 1])),
        EvaluationCase("Clip", [.counting(4), .number(1), .number(2)], gives: .numbers([4], [1, 1, 2, 2])),
        EvaluationCase("Clip", [.list(1, 9), nil, .integer(5)], gives: .list(1, 5)),
        EvaluationCase("Clip", [.list(1, 9), .integer(7), .integer(5)], gives: .list(5, 5)),
        EvaluationCase("Equal", [.list(1, 2), .integer(2)], gives: .booleans([2], [0, 1])),
        EvaluationCase("Less", [.counting(2), .number(1)], gives: .booleans([2], [1, 0])),
        EvaluationCase("GreaterOrEqual", [.counting(2), .number(1)], gives: .booleans([2], [0, 1])),
        EvaluationCase("Not", [.booleans([2], [0, 1])], gives: .booleans([2], [1, 0])),
        EvaluationCase("And", [.booleans([2], [0, 1]), .booleans([], [1])], gives: .booleans([2], [0, 1])),
        EvaluationCase("Xor", [.booleans([2], [0, 1]), .booleans([], [1])], gives: .booleans([2], [1, 0])),
        EvaluationCase("Cast", [.numbers([3], [-1.9, 0, 2.9])], [ONNXAttribute("to", 7)], gives: .list(-1, 0, 2)),
        EvaluationCase("Cast", [.list(.max, -1)], [ONNXAttribute("to", 6)], gives: .integers([2], [-1, -1], .int32)),
        EvaluationCase("Cast", [.list(0, 5)], [ONNXAttribute("to", 9)], gives: .booleans([2], [0, 1])),
        EvaluationCase(
            "Cast", [.list(16_777_217)], [ONNXAttribute("to", 1)], gives: ONNXArray(shape: [1], numbers: [16_777_216])),
    ]

    /// Functions along axes.
    static let reductions = [
        EvaluationCase("ReduceSum", [.counting(2, 3), .list(1)], gives: .numbers([2, 1], [3, 12])),
        EvaluationCase("ReduceSum", [.counting(2, 3)], [ONNXAttribute("keepdims", 0)], gives: .number(15)),
        EvaluationCase("ReduceSum", [.counting(2)], [ONNXAttribute("noop_with_empty_axes", 1)], gives: .counting(2)),
        EvaluationCase("ReduceSum", [.numbers([0, 2], []), .list(0)], gives: .numbers([1, 2], [0, 0])),
        EvaluationCase("ReduceProd", [.list(2, 3, 4)], [ONNXAttribute("keepdims", 0)], gives: .integer(24)),
        EvaluationCase(
            "ReduceMean", [.counting(2, 2, 2)], [ONNXAttribute("axes", [0, -1]), ONNXAttribute("keepdims", 0)],
            gives: .numbers([2], [2.5, 4.5])),
        EvaluationCase("ReduceMax", [.counting(2, 2), .list(0)], gives: .numbers([1, 2], [2, 3])),
        EvaluationCase("ReduceMin", [.numbers([3], [2, -1, 4])], gives: .numbers([1], [-1])),
        EvaluationCase("ReduceL2", [.numbers([2], [3, 4])], gives: .numbers([1], [5])),
        EvaluationCase("ReduceLogSumExp", [.numbers([2], [1000, 1000])], gives: .numbers([1], [1000.6931471805599])),
    ]
}
