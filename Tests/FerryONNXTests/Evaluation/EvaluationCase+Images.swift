import FerryCore

@testable import FerryONNX

extension EvaluationCase {
    /// Products of matrices, and functions along an axis.
    static let products = [
        EvaluationCase("MatMul", [.counting(2, 2), .counting(2, 2)], gives: .numbers([2, 2], [2, 3, 6, 11])),
        EvaluationCase("MatMul", [.counting(2), .counting(2)], gives: .number(1)),
        EvaluationCase("MatMul", [.counting(2), .counting(2, 2, 1)], gives: .numbers([2, 1], [1, 3])),
        EvaluationCase(
            "MatMul", [.counting(2, 1, 1, 2), .counting(3, 2, 1)], gives: .numbers([2, 3, 1, 1], [1, 3, 5, 3, 13, 23])),
        EvaluationCase("Gemm", [.counting(2, 1), .counting(1, 2), .number(5)], gives: .numbers([2, 2], [5, 5, 5, 6])),
        EvaluationCase(
            "Gemm", [.counting(1, 2), .counting(2, 1), .counting(2, 1)],
            [ONNXAttribute("transA", 1), ONNXAttribute("transB", 1), ONNXAttribute("alpha", 2.0), ONNXAttribute("beta", 3.0)],
            gives: .numbers([2, 2], [0, 0, 3, 5])),
        EvaluationCase("Softmax", [.numbers([2, 2], [0, 0, 1000, 1000])], gives: .numbers([2, 2], [0.5, 0.5, 0.5, 0.5])),
        EvaluationCase(
            "Softmax", [.numbers([2, 1], [3, 3])], [ONNXAttribute("axis", 0)], gives: .numbers([2, 1], [0.5, 0.5])),
        EvaluationCase("LogSoftmax", [.numbers([2], [-1000, 1000])], gives: .numbers([2], [-2000, 0])),
        EvaluationCase("Hardmax", [.numbers([2, 3], [1, 3, 3, 2, 1, 0])], gives: .numbers([2, 3], [0, 1, 0, 1, 0, 0])),
        EvaluationCase(
            "LayerNormalization", [.numbers([1, 2], [1, 3]), .numbers([2], [1, 2]), .numbers([2], [0, 1])],
            [ONNXAttribute("epsilon", 0.0)], gives: .numbers([1, 2], [-1, 3])),
    ]

    private static let kernel = ONNXAttribute("kernel_shape", [2])
    private static let stride = ONNXAttribute("strides", [2])

    /// Windows that slide over an input, of one axis and of two.
    static let windows = [
        EvaluationCase(
            "Conv", [.counting(1, 1, 4), .numbers([1, 1, 2], [1, 10]), .numbers([1], [100])],
            gives: .numbers([1, 1, 3], [110, 121, 132])),
        EvaluationCase(
            "Conv", [.counting(1, 1, 4), .numbers([1, 1, 2], [1, 10])],
            [ONNXAttribute("pads", [1, 0]), stride, ONNXAttribute("dilations", [2])], gives: .numbers([1, 1, 2], [10, 31])),
        EvaluationCase(
            "Conv", [.counting(1, 2, 2), .numbers([4, 1, 1], [1, 2, 3, 4])], [ONNXAttribute("group", 2)],
            gives: .numbers([1, 4, 2], [0, 1, 0, 2, 6, 9, 8, 12])),
        EvaluationCase(
            "Conv", [.counting(1, 1, 4), .numbers([1, 1, 2], [1, 1])], [ONNXAttribute("auto_pad", "SAME_UPPER")],
            gives: .numbers([1, 1, 4], [1, 3, 5, 3])),
        EvaluationCase(
            "Conv", [.counting(1, 1, 4), .numbers([1, 1, 2], [1, 1])], [ONNXAttribute("auto_pad", "SAME_LOWER")],
            gives: .numbers([1, 1, 4], [0, 1, 3, 5])),
        EvaluationCase(
            "Conv", [.counting(1, 1, 2, 2), .numbers([1, 1, 2, 2], [1, 2, 3, 4])], gives: .numbers([1, 1, 1, 1], [20])),
        EvaluationCase(
            "ConvTranspose", [.numbers([1, 1, 2], [1, 2]), .numbers([1, 1, 2], [3, 4])], [stride],
            gives: .numbers([1, 1, 4], [3, 4, 6, 8])),
        EvaluationCase(
            "ConvTranspose", [.numbers([1, 1, 2], [1, 2]), .numbers([1, 1, 2], [3, 4]), .numbers([1], [1])],
            [ONNXAttribute("pads", [1, 0]), ONNXAttribute("dilations", [2])], gives: .numbers([1, 1, 3], [7, 5, 9])),
        EvaluationCase(
            "ConvTranspose", [.numbers([1, 1, 2], [1, 2]), .numbers([1, 2, 1], [3, 4])],
            [stride, ONNXAttribute("output_padding", [1])], gives: .numbers([1, 2, 4], [3, 0, 6, 0, 4, 0, 8, 0])),
        EvaluationCase(
            "MaxPool", [.numbers([1, 1, 5], [1, 5, 2, 5, 3])], [kernel, stride, ONNXAttribute("ceil_mode", 1)],
            gives: .numbers([1, 1, 3], [5, 5, 3]), .integers([1, 1, 3], [1, 3, 4])),
        EvaluationCase(
            "MaxPool", [.numbers([1, 1, 2, 2], [-4, -3, -2, -1])],
            [ONNXAttribute("kernel_shape", [1, 2]), ONNXAttribute("pads", [0, 1, 0, 1]), ONNXAttribute("storage_order", 1)],
            gives: .numbers([1, 1, 2, 3], [-4, -3, -3, -2, -1, -1]), .integers([1, 1, 2, 3], [0, 2, 2, 1, 3, 3])),
        // The last window would begin in the margin: there is none.
        EvaluationCase(
            "AveragePool", [.counting(1, 1, 2)], [kernel, stride, ONNXAttribute("pads", [0, 1]), ONNXAttribute("ceil_mode", 1)],
            gives: .numbers([1, 1, 1], [0.5])),
        EvaluationCase(
            "AveragePool", [.numbers([1, 1, 2], [2, 4])], [kernel, ONNXAttribute("pads", [1, 1])],
            gives: .numbers([1, 1, 3], [2, 3, 4])),
        EvaluationCase(
            "AveragePool", [.numbers([1, 1, 2], [2, 4])],
            [kernel, ONNXAttribute("pads", [1, 1]), ONNXAttribute("count_include_pad", 1)],
            gives: .numbers([1, 1, 3], [1, 3, 2])),
        // What lies behind the margin is not counted.
        EvaluationCase(
            "AveragePool", [.numbers([1, 1, 3], [2, 4, 6])],
            [kernel, stride, ONNXAttribute("ceil_mode", 1), ONNXAttribute("count_include_pad", 1)],
            gives: .numbers([1, 1, 2], [3, 6])),
    ]

    private static func resize(
        _ x: ONNXArray, scales: [Double]? = nil, sizes: [Int]? = nil, roi: [Double]? = nil, _ attributes: [ONNXAttribute],
        gives output: ONNXArray
    ) -> EvaluationCase {
        EvaluationCase(
            "Resize",
            [
                x, roi.map { .numbers([$0.count], $0) }, scales.map { .numbers([$0.count], $0) },
                sizes.map { .integers([$0.count], $0) },
            ], attributes, gives: output)
    }

    private static let cubic = ONNXAttribute("mode", "cubic")
    private static let linear = ONNXAttribute("mode", "linear")

    private static func coordinates(_ name: String) -> ONNXAttribute { ONNXAttribute("coordinate_transformation_mode", name) }

    /// Channels and pictures.
    static let images = [
        EvaluationCase("GlobalAveragePool", [.counting(1, 2, 2, 2)], gives: .numbers([1, 2, 1, 1], [1.5, 5.5])),
        EvaluationCase("GlobalMaxPool", [.counting(2, 1, 3)], gives: .numbers([2, 1, 1], [2, 5])),
        EvaluationCase(
            "BatchNormalization",
            [
                .numbers([1, 2, 1], [3, 5]), .numbers([2], [1, 2]), .numbers([2], [0, 1]), .numbers([2], [1, 1]),
                .numbers([2], [4, 4]),
            ],
            [ONNXAttribute("epsilon", 0.0)], gives: .numbers([1, 2, 1], [1, 5])),
        EvaluationCase(
            "BatchNormalization",
            [.numbers([2, 1, 1], [1, 3]), .numbers([1], [1]), .numbers([1], [0]), .numbers([1], [10]), .numbers([1], [20])],
            [ONNXAttribute("epsilon", 0.0), ONNXAttribute("training_mode", 1), ONNXAttribute("momentum", 0.5)],
            gives: .numbers([2, 1, 1], [-1, 1]), .numbers([1], [6]), .numbers([1], [10.5])),
        EvaluationCase(
            "InstanceNormalization", [.numbers([1, 1, 2], [1, 3]), .numbers([1], [2]), .numbers([1], [1])],
            [ONNXAttribute("epsilon", 0.0)], gives: .numbers([1, 1, 2], [-1, 3])),
        resize(.counting(2), scales: [2], [], gives: .numbers([4], [0, 0, 1, 1])),
        resize(.counting(4), scales: [0.5], [linear], gives: .numbers([2], [0.5, 2.5])),
        resize(.counting(4), scales: [0.5], [linear, ONNXAttribute("antialias", 1)], gives: .numbers([2], [0.625, 2.375])),
        resize(.counting(2), sizes: [3], [linear, coordinates("align_corners")], gives: .numbers([3], [0, 0.5, 1])),
        resize(.counting(2), scales: [2], [linear, coordinates("asymmetric")], gives: .numbers([4], [0, 0.5, 1, 1])),
        resize(.counting(2), sizes: [4], [linear], gives: .numbers([4], [0, 0.25, 0.75, 1])),
        resize(
            .counting(3), sizes: [3], roi: [-0.5, 1],
            [linear, coordinates("tf_crop_and_resize"), ONNXAttribute("extrapolation_value", 9.0)],
            gives: .numbers([3], [9, 0.5, 2])),
        resize(.counting(4), sizes: [1], [linear, coordinates("pytorch_half_pixel")], gives: .numbers([1], [0])),
        resize(
            .counting(2, 3), sizes: [4],
            [ONNXAttribute("axes", [1]), coordinates("asymmetric"), ONNXAttribute("nearest_mode", "floor")],
            gives: .numbers([2, 4], [0, 0, 1, 2, 3, 3, 4, 5])),
        resize(
            .counting(2, 4), sizes: [4, 4], [ONNXAttribute("keep_aspect_ratio_policy", "not_larger")], gives: .counting(2, 4)),
        resize(
            .counting(4), sizes: [7], [cubic, coordinates("align_corners")],
            gives: .numbers([7], [0, 0.40625, 1, 1.5, 2, 2.59375, 3])),
        resize(
            .counting(4), sizes: [7], [cubic, coordinates("align_corners"), ONNXAttribute("exclude_outside", 1)],
            gives: .numbers([7], [0, 13 / 35.0, 1, 1.5, 2, 92 / 35.0, 3])),
    ]
}
