internal import CFerryKernels

/// A pointwise function as the C library knows it.
struct ActivationCode: Sendable {
    let function: ferry_activation
    let first: Double
    let second: Double

    init(_ function: ferry_activation, _ first: Double = 0, _ second: Double = 0) {
        (self.function, self.first, self.second) = (function, first, second)
    }

    init(_ function: ActivationFunction) {
        self =
            switch function {
            case .exponential: Self(ferry_exponential)
            case .gelu(approximate: false): Self(ferry_gelu)
            case .gelu(approximate: true): Self(ferry_gelu_tanh)
            case .hardShrink(let threshold): Self(ferry_hard_shrink, threshold)
            case .linearClip(let slope, let offset): Self(ferry_linear_clip, slope, offset)
            case .hardSilu: Self(ferry_hard_silu)
            case .hardTanh: Self(ferry_hard_tanh)
            case .logSigmoid: Self(ferry_log_sigmoid)
            case .mish: Self(ferry_mish)
            case .selu: Self(ferry_selu)
            case .sigmoid: Self(ferry_sigmoid)
            case .silu: Self(ferry_silu)
            case .softShrink(let threshold): Self(ferry_soft_shrink, threshold)
            case .softplus: Self(ferry_softplus)
            case .softsign: Self(ferry_softsign)
            case .sparsePlus: Self(ferry_sparse_plus)
            case .sparseSigmoid: Self(ferry_sparse_sigmoid)
            case .squareplus(let b): Self(ferry_squareplus, b)
            case .tanh: Self(ferry_tanh)
            case .tanhShrink: Self(ferry_tanh_shrink)
            case .threshold(let threshold, let value): Self(ferry_threshold, threshold, value)
            case .celu(let alpha): Self(ferry_celu, alpha)
            }
    }
}
