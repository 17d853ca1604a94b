internal import CFerryKernels

extension Activation {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        switch function {
        case .exponential: ActivationKernel(ferry_exponential, problem)
        case .gelu(approximate: false): ActivationKernel(ferry_gelu, problem)
        case .gelu(approximate: true): ActivationKernel(ferry_gelu_tanh, problem)
        case .hardShrink(let threshold): ActivationKernel(ferry_hard_shrink, problem, threshold)
        case .linearClip(let slope, let offset): ActivationKernel(ferry_linear_clip, problem, slope, offset)
        case .hardSilu: ActivationKernel(ferry_hard_silu, problem)
        case .hardTanh: ActivationKernel(ferry_hard_tanh, problem)
        case .logSigmoid: ActivationKernel(ferry_log_sigmoid, problem)
        case .mish: ActivationKernel(ferry_mish, problem)
        case .selu: ActivationKernel(ferry_selu, problem)
        case .sigmoid: ActivationKernel(ferry_sigmoid, problem)
        case .silu: ActivationKernel(ferry_silu, problem)
        case .softShrink(let threshold): ActivationKernel(ferry_soft_shrink, problem, threshold)
        case .softplus: ActivationKernel(ferry_softplus, problem)
        case .softsign: ActivationKernel(ferry_softsign, problem)
        case .sparsePlus: ActivationKernel(ferry_sparse_plus, problem)
        case .sparseSigmoid: ActivationKernel(ferry_sparse_sigmoid, problem)
        case .squareplus(let b): ActivationKernel(ferry_squareplus, problem, b)
        case .tanh: ActivationKernel(ferry_tanh, problem)
        case .tanhShrink: ActivationKernel(ferry_tanh_shrink, problem)
        case .threshold(let threshold, let value): ActivationKernel(ferry_threshold, problem, threshold, value)
        case .celu(let alpha): ActivationKernel(ferry_celu, problem, alpha)
        }
    }
}
