/// What attributes are where a node does not set them, in the newest operator set.
///
/// https://github.com/onnx/onnx/blob/main/docs/Operators.md
enum AttributeDefaults {
    static func value(_ attribute: String, of opType: String) -> ONNXAttribute.Value? { table[opType]?[attribute] }

    private static let window: [String: ONNXAttribute.Value] = [
        "auto_pad": .text("NOTSET"), "ceil_mode": .integer(0), "storage_order": .integer(0), "count_include_pad": .integer(0),
        "group": .integer(1), "pads": .integers([0, 0, 0, 0]), "strides": .integers([1, 1]), "dilations": .integers([1, 1]),
    ]
    private static let reduction: [String: ONNXAttribute.Value] = ["keepdims": .integer(1), "noop_with_empty_axes": .integer(0)]

    private static let table: [String: [String: ONNXAttribute.Value]] = [
        "BatchNormalization": ["epsilon": .number(1e-5), "momentum": .number(0.9), "training_mode": .integer(0)],
        "Cast": ["saturate": .integer(1)],
        "Celu": ["alpha": .number(1)],
        "Conv": window,
        "CumSum": ["exclusive": .integer(0), "reverse": .integer(0)],
        "Elu": ["alpha": .number(1)],
        "Flatten": ["axis": .integer(1)],
        "Gelu": ["approximate": .text("none")],
        "Gemm": ["alpha": .number(1), "beta": .number(1), "transA": .integer(0), "transB": .integer(0)],
        "HardSigmoid": ["alpha": .number(0.2), "beta": .number(0.5)],
        "LeakyRelu": ["alpha": .number(0.01)],
        "LogSoftmax": ["axis": .integer(-1)],
        "ReduceMax": reduction,
        "ReduceMean": reduction,
        "ReduceSum": reduction,
        "Reshape": ["allowzero": .integer(0)],
        "Resize": [
            "antialias": .integer(0), "coordinate_transformation_mode": .text("half_pixel"), "cubic_coeff_a": .number(-0.75),
            "exclude_outside": .integer(0), "extrapolation_value": .number(0), "keep_aspect_ratio_policy": .text("stretch"),
            "mode": .text("nearest"), "nearest_mode": .text("round_prefer_floor"),
        ],
        "Selu": ["alpha": .number(1.67326319217681884765625), "gamma": .number(1.05070102214813232421875)],
        "Shrink": ["bias": .number(0), "lambd": .number(0.5)],
        "Softmax": ["axis": .integer(-1)],
        "Split": ["axis": .integer(0)],
        "ThresholdedRelu": ["alpha": .number(1)],
        "TopK": ["axis": .integer(-1), "largest": .integer(1), "sorted": .integer(1)],
    ]
}
