/// Functions of one number that have no operator of their own. Definitions: `keras.activations`.
public enum ActivationFunction: Hashable, Sendable {
    /// eˣ
    case exponential
    /// x · Φ(x), or its approximation by tanh. Hendrycks and Gimpel, 2016.
    case gelu(approximate: Bool)
    /// 0 within ±threshold, else x
    case hardShrink(threshold: Double)
    /// min(max(slope · x + offset, 0), 1); Keras 3's hard sigmoid has slope ⅙, Keras 2's ⅕, both offset ½
    case linearClip(slope: Double, offset: Double)
    /// x · min(max(x / 6 + ½, 0), 1)
    case hardSilu
    /// min(max(x, −1), 1)
    case hardTanh
    /// ln σ(x)
    case logSigmoid
    /// x · tanh(ln(1 + eˣ)). Misra, 2019.
    case mish
    /// scale · (x, or α · (eˣ − 1) below zero). Klambauer and others, 2017.
    case selu
    /// 1 / (1 + e⁻ˣ)
    case sigmoid
    /// x · σ(x)
    case silu
    /// x moved towards 0 by the threshold, 0 within it
    case softShrink(threshold: Double)
    /// ln(1 + eˣ)
    case softplus
    /// x / (1 + |x|)
    case softsign
    /// 0 below −1, (x + 1)² / 4 to 1, x above
    case sparsePlus
    /// 0 below −1, (x + 1) / 2 to 1, 1 above
    case sparseSigmoid
    /// (x + √(x² + b)) / 2
    case squareplus(b: Double)
    case tanh
    /// x − tanh(x)
    case tanhShrink
    /// x above the threshold, else the value
    case threshold(threshold: Double, value: Double)
    /// x, or α · (e^(x/α) − 1) below zero. Barron, 2017.
    case celu(alpha: Double)

    public static let hardSigmoid = linearClip(slope: 1.0 / 6, offset: 0.5)
}
