internal import RealModule

extension Activation {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> { inputs[0]!.mapping(function.callAsFunction) }
}

extension Tensor<Double> {
    /// Each element replaced by what `function` makes of it.
    func mapping(_ function: (Double) -> Double) -> Tensor<Double> {
        Tensor(shape: shape, elements: elements.map(function))
    }
}

extension ActivationFunction {
    /// The function's value; of equal forms the one that neither overflows nor cancels in the tails.
    func callAsFunction(_ x: Double) -> Double {
        switch self {
        case .exponential: .exp(x)
        case .gelu(approximate: false): 0.5 * x * .erfc(-x / 2.squareRoot())
        case .gelu(approximate: true):
            0.5 * x * (1 + .tanh((2 / .pi).squareRoot() * (x + 0.044715 * x * x * x)))
        case .hardShrink(let threshold): abs(x) > threshold || x.isNaN ? x : 0
        case .linearClip(let slope, let offset): Self.clip(slope * x + offset, 0, 1)
        case .hardSilu: x * Self.clip(x / 6 + 0.5, 0, 1)
        case .hardTanh: Self.clip(x, -1, 1)
        case .logSigmoid: -Self.softplus(of: -x)
        case .mish: x * .tanh(Self.softplus(of: x))
        case .selu: Self.seluScale * (x > 0 ? x : Self.seluAlpha * .expMinusOne(x))
        case .sigmoid: Self.sigmoid(of: x)
        case .silu: x * Self.sigmoid(of: x)
        case .softShrink(let threshold): x > threshold ? x - threshold : x < -threshold ? x + threshold : x.isNaN ? x : 0
        case .softplus: Self.softplus(of: x)
        case .softsign: x / (1 + abs(x))
        case .sparsePlus: x <= -1 ? 0 : x < 1 ? (x + 1) * (x + 1) / 4 : x
        case .sparseSigmoid: Self.clip((x + 1) / 2, 0, 1)
        case .squareplus(let b): Self.squareplus(of: x, b)
        case .tanh: .tanh(x)
        case .tanhShrink: x - .tanh(x)
        case .threshold(let threshold, let value): x > threshold || x.isNaN ? x : value
        case .celu(let alpha): x > 0 ? x : alpha * .expMinusOne(x / alpha)
        }
    }

    /// The fixed point of self-normalising networks: Klambauer and others, 2017.
    static let seluAlpha = 1.6732632423543772
    static let seluScale = 1.0507009873554805

    static func sigmoid(of x: Double) -> Double {
        guard x < 0 else { return 1 / (1 + .exp(-x)) }
        let exponential = Double.exp(x)
        return exponential / (1 + exponential)
    }

    static func softplus(of x: Double) -> Double { max(x, 0) + .log(onePlus: .exp(-abs(x))) }

    /// For negative x the textbook form would subtract two numbers that are nearly equal.
    private static func squareplus(of x: Double, _ b: Double) -> Double {
        let root = Double.hypot(x, b.squareRoot())
        return x < 0 ? b / (2 * (root - x)) : (x + root) / 2
    }

    /// Comparisons in this order let a not-a-number through.
    private static func clip(_ x: Double, _ lowest: Double, _ highest: Double) -> Double {
        x < lowest ? lowest : x > highest ? highest : x
    }
}
