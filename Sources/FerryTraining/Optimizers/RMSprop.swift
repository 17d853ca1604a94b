public import FerryCore

/// Tieleman and Hinton, "Lecture 6.5: rmsprop", 2012; centered as in Graves, "Generating Sequences with Recurrent Neural
/// Networks", 2013.
///
/// Keras `optimizers/rmsprop.py`.
public struct RMSprop: Optimizer {
    public static let name = "RMSprop"

    public var learningRate: LearningRate
    public var rho: Double
    public var momentum: Float
    public var epsilon: Float
    public var isCentered: Bool
    var limits: UpdateLimits

    public init(_ configuration: OptimizerConfiguration) throws(FerryError) {
        learningRate = try configuration.learningRate(default: 0.001)
        rho = try configuration.number("rho", 0...1, default: 0.9)
        momentum = Float(try configuration.number("momentum", 0...1, default: 0))
        epsilon = Float(try configuration.number("epsilon", 0...1, default: 1e-7))
        isCentered = try configuration.flag("centered")
        limits = try configuration.limits()
    }

    public var configuration: JSONObject {
        var configuration: JSONObject = ["name": "rmsprop", "learning_rate": learningRate.json]
        limits.write(to: &configuration)
        configuration["rho"] = .number(rho)
        configuration["momentum"] = .number(decimal(momentum))
        configuration["epsilon"] = .number(decimal(epsilon))
        configuration["centered"] = .bool(isCentered)
        return configuration
    }

    public var slotNames: [String] {
        ["velocity"] + (momentum > 0 ? ["momentum"] : []) + (isCentered ? ["average_gradient"] : [])
    }

    public func updateRule(for instructionSet: InstructionSet) -> any UpdateRule {
        RMSpropUpdate(
            rho: rho, momentum: momentum, epsilon: epsilon, isCentered: isCentered, limits: limits, instructionSet)
    }
}
