public import FerryCore

/// Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2014; Reddi et al., "On the Convergence of Adam and Beyond", 2018.
///
/// Keras `optimizers/adam.py`.
public struct Adam: Optimizer {
    public static let name = "Adam"

    public var learningRate: LearningRate
    private var moments: AdamMoments
    private var limits: UpdateLimits

    public init(_ configuration: OptimizerConfiguration) throws(FerryError) {
        learningRate = try configuration.learningRate(default: 0.001)
        moments = try AdamMoments(configuration)
        limits = try configuration.limits()
    }

    public var configuration: JSONObject { moments.configuration(Self.name, learningRate, limits) }
    public var slotNames: [String] { moments.slotNames }
    public func updateRule(for instructionSet: InstructionSet) -> any UpdateRule { moments.rule(limits, instructionSet) }
}

/// Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2017.
///
/// Keras `optimizers/adamw.py`.
public struct AdamW: Optimizer {
    public static let name = "AdamW"

    public var learningRate: LearningRate
    private var moments: AdamMoments
    private var limits: UpdateLimits

    public init(_ configuration: OptimizerConfiguration) throws(FerryError) {
        learningRate = try configuration.learningRate(default: 0.001)
        moments = try AdamMoments(configuration)
        limits = try configuration.limits(weightDecay: 0.004)
    }

    public var configuration: JSONObject { moments.configuration(Self.name, learningRate, limits) }
    public var slotNames: [String] { moments.slotNames }
    public func updateRule(for instructionSet: InstructionSet) -> any UpdateRule { moments.rule(limits, instructionSet) }
}

/// What Adam and AdamW share.
private struct AdamMoments: Hashable, Sendable {
    let beta1: Double
    let beta2: Double
    let epsilon: Float
    let keepsLargest: Bool

    init(_ configuration: OptimizerConfiguration) throws(FerryError) {
        beta1 = try configuration.number("beta_1", 0...1, default: 0.9)
        beta2 = try configuration.number("beta_2", 0...1, default: 0.999)
        epsilon = Float(try configuration.number("epsilon", 0...1, default: 1e-7))
        keepsLargest = try configuration.flag("amsgrad")
    }

    var slotNames: [String] { keepsLargest ? ["m", "v", "vhat"] : ["m", "v"] }

    func rule(_ limits: UpdateLimits, _ instructionSet: InstructionSet) -> any UpdateRule {
        AdamUpdate(
            beta1: beta1, beta2: beta2, epsilon: epsilon, keepsLargest: keepsLargest, limits: limits, instructionSet)
    }

    func configuration(_ name: String, _ learningRate: LearningRate, _ limits: UpdateLimits) -> JSONObject {
        var configuration: JSONObject = ["name": .string(name.lowercased()), "learning_rate": learningRate.json]
        limits.write(to: &configuration)
        configuration["beta_1"] = .number(beta1)
        configuration["beta_2"] = .number(beta2)
        configuration["epsilon"] = .number(decimal(epsilon))
        configuration["amsgrad"] = .bool(keepsLargest)
        return configuration
    }
}
