internal import FerryCore

/// The functions of one number, as ONNX's operator where it has one and as a formula where not.
struct ActivationCodec: ONNXOperatorCodec {
    typealias Op = Activation

    func locality(of operation: Activation) -> ONNXLocality { .pointwise }

    func encode(_ operation: Activation, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try encoder.emitPointwise(Self.formula(operation.function, opset: encoder.opset), for: node)
    }

    func patterns(opset: Int) -> [ONNXPattern] {
        Self.families.map { template, make in
            .pointwise(Self.formula(template, opset: opset)) { match in make(match).map { Activation($0) } }
        }
    }

    /// One function of each kind, and how to make the one that a match is. Of two that match, the first counts.
    private static let families: [(ActivationFunction, @Sendable (ONNXMatch) -> ActivationFunction?)] = [
        (.exponential, { _ in .exponential }),
        (.gelu(approximate: false), { _ in .gelu(approximate: false) }),
        (.gelu(approximate: true), { _ in .gelu(approximate: true) }),
        (.hardShrink(threshold: 1), { .hardShrink(threshold: $0.number("lambd")) }),
        (
            .softShrink(threshold: 1),
            { $0.number("lambd") == $0.number("bias") ? .softShrink(threshold: $0.number("bias")) : nil }
        ),
        (.sparseSigmoid, { _ in .sparseSigmoid }),
        (
            .linearClip(slope: 1, offset: 1),
            {
                let alpha = $0.number("alpha")
                // The hard sigmoid of Keras 3 and of PyTorch, of whose slope a file holds a float32.
                return .linearClip(slope: Float(alpha) == 1.0 / 6 ? 1.0 / 6 : alpha, offset: $0.number("beta"))
            }
        ),
        (.hardSilu, { _ in .hardSilu }),
        (.hardTanh, { _ in .hardTanh }),
        (.logSigmoid, { _ in .logSigmoid }),
        (.mish, { _ in .mish }),
        (.selu, { _ in .selu }),
        (.sigmoid, { _ in .sigmoid }),
        (.silu, { _ in .silu }),
        (.softplus, { _ in .softplus }),
        (.softsign, { _ in .softsign }),
        (.sparsePlus, { _ in .sparsePlus }),
        (.squareplus(b: 1), { .squareplus(b: $0.number("b")) }),
        (.tanh, { _ in .tanh }),
        (.tanhShrink, { _ in .tanhShrink }),
        (
            .threshold(threshold: 1, value: 1),
            { .threshold(threshold: $0.number("threshold"), value: $0.number("value")) }
        ),
        (.celu(alpha: 1), { .celu(alpha: $0.number("alpha")) }),
    ]

    /// What other writers spell out, most of them in more than one way.
    var importPatterns: [ONNXPattern] {
        Self.spellings.flatMap { function, formulas in
            formulas.map { .pointwise($0) { _ in Activation(function) } }
        } + [
            .pointwise(Self.clip(.node("Add", .node("Mul", .x, .number(1, capture: "slope")), .number(1, capture: "offset")), 1))
            {
                Activation(.linearClip(slope: $0.number("slope"), offset: $0.number("offset")))
            },
            .pointwise(Self.cautiousSoftplus) { $0.number("threshold") >= 20 ? Activation(.softplus) : nil },
        ]
    }

    private static let spellings: [(ActivationFunction, [ONNXFormula])] = [
        (.gelu(approximate: false), halved(errorFunctions.map { .node("Add", .node("Erf", $0), .number(1)) })),
        (.gelu(approximate: true), halved(cubics.map { .node("Add", .node("Tanh", $0), .number(1)) })),
        (.linearClip(slope: 1.0 / 6, offset: 0.5), sixths(sixfold)),
        (.hardSilu, sixths(sixfold).map { .node("Mul", .x, $0) } + sixths(.node("Mul", .x, sixfold))),
        (.softsign, [.node("Div", .x, .node("Add", .node("Abs", .x), .number(1)))]),
    ]

    /// Half of x times each of the factors.
    private static func halved(_ factors: [ONNXFormula]) -> [ONNXFormula] {
        factors.flatMap { factor in
            [
                .node("Mul", .node("Mul", .x, factor), .number(0.5)), .node("Mul", .node("Mul", .x, .number(0.5)), factor),
                .node("Mul", .x, .node("Mul", factor, .number(0.5))),
            ]
        }
    }

    private static let errorFunctions: [ONNXFormula] = [
        .node("Div", .x, .number(2.0.squareRoot())), .node("Mul", .x, .number(0.5.squareRoot())),
    ]

    private static let cubics: [ONNXFormula] = [
        .node("Pow", .x, .number(3)), .node("Mul", .node("Mul", .x, .x), .x),
    ].map { cube in
        .node(
            "Mul", .node("Add", .x, .node("Mul", cube, .number(0.044715))), .number((2 / Double.pi).squareRoot()))
    }

    private static func clip(_ x: ONNXFormula, _ maximum: Double) -> ONNXFormula {
        .node("Clip", x, .number(0), .number(maximum))
    }

    private static let sixfold = clip(.node("Add", .x, .number(3)), 6)

    private static func sixths(_ x: ONNXFormula) -> [ONNXFormula] {
        [.node("Mul", x, .number(1.0 / 6)), .node("Div", x, .number(6))]
    }

    /// PyTorch's: above 20 x itself, which differs by less than a float32 can tell.
    private static let cautiousSoftplus = ONNXFormula.node(
        "Where", .node("Greater", .x, .number(20, capture: "threshold")), .x, .node("Softplus", .x))

    /// - Parameter opset: newer operator sets have operators of their own for more functions.
    static func formula(_ function: ActivationFunction, opset: Int) -> ONNXFormula {
        switch function {
        case .exponential: .node("Exp", .x)
        case .gelu(let approximate):
            opset >= 20
                ? .node("Gelu", .x, attributes: [ONNXAttribute("approximate", approximate ? "tanh" : "none")])
                : approximate ? geluByTanh : geluByErf
        case .hardShrink(let threshold):
            .node(
                "Shrink", .x, attributes: [ONNXAttribute("lambd", threshold), ONNXAttribute("bias", 0.0)], captures: ["lambd"])
        case .softShrink(let threshold):
            .node(
                "Shrink", .x, attributes: [ONNXAttribute("lambd", threshold), ONNXAttribute("bias", threshold)],
                captures: ["lambd", "bias"])
        case .linearClip(let slope, let offset): clippedLine(slope, offset, captures: ["alpha", "beta"])
        case .sparseSigmoid: clippedLine(0.5, 0.5)
        case .hardSilu:
            opset >= 14 ? .node("HardSwish", .x) : .node("Mul", .x, clippedLine(1.0 / 6, 0.5))
        case .hardTanh: .node("Clip", .x, .number(-1), .number(1))
        case .logSigmoid: .node("Neg", .node("Softplus", .node("Neg", .x)))
        case .mish:
            opset >= 18 ? .node("Mish", .x) : .node("Mul", .x, .node("Tanh", .node("Softplus", .x)))
        case .selu:
            // The constants of keras.activations.selu.
            .node(
                "Selu", .x,
                attributes: [
                    ONNXAttribute("alpha", 1.6732632423543772848170429916717),
                    ONNXAttribute("gamma", 1.0507009873554804934193349852946),
                ])
        case .sigmoid: .node("Sigmoid", .x)
        case .silu: .node("Mul", .x, .node("Sigmoid", .x))
        case .softplus: .node("Softplus", .x)
        case .softsign: .node("Softsign", .x)
        case .sparsePlus: sparsePlus
        case .squareplus(let b):
            .node(
                "Mul", .node("Add", .x, .node("Sqrt", .node("Add", .node("Mul", .x, .x), .number(b, capture: "b")))),
                .number(0.5))
        case .tanh: .node("Tanh", .x)
        case .tanhShrink: .node("Sub", .x, .node("Tanh", .x))
        case .threshold(let threshold, let value):
            .node(
                "Where", .node("Greater", .x, .number(threshold, capture: "threshold")), .x, .number(value, capture: "value"))
        case .celu(let alpha): .node("Celu", .x, attributes: [ONNXAttribute("alpha", alpha)], captures: ["alpha"])
        }
    }

    private static func clippedLine(_ slope: Double, _ offset: Double, captures: Set<String> = []) -> ONNXFormula {
        .node(
            "HardSigmoid", .x, attributes: [ONNXAttribute("alpha", slope), ONNXAttribute("beta", offset)], captures: captures)
    }

    private static let geluByErf = ONNXFormula.node(
        "Mul", .node("Mul", .x, .number(0.5)),
        .node("Add", .node("Erf", .node("Mul", .x, .number(0.5.squareRoot()))), .number(1)))

    private static let geluByTanh: ONNXFormula = {
        let cube = ONNXFormula.node("Mul", .node("Mul", .node("Mul", .x, .x), .x), .number(0.044715))
        let inner = ONNXFormula.node("Mul", .node("Add", .x, cube), .number((2 / Double.pi).squareRoot()))
        return .node("Mul", .node("Mul", .x, .number(0.5)), .node("Add", .node("Tanh", inner), .number(1)))
    }()

    private static let sparsePlus: ONNXFormula = {
        let rise = ONNXFormula.node("Relu", .node("Add", .x, .number(1)))
        return .node(
            "Where", .node("Less", .x, .number(1)), .node("Mul", .node("Mul", rise, rise), .number(0.25)), .x)
    }()
}
