public import FerryCore

/// Gradient descent.
///
/// Keras `optimizers/sgd.py`.
public struct SGD: Optimizer {
    public static let name = "SGD"

    public var learningRate: LearningRate
    public var momentum: Float
    public var isNesterov: Bool
    var limits: UpdateLimits

    public init(_ configuration: OptimizerConfiguration) throws(FerryError) {
        learningRate = try configuration.learningRate(default: 0.01)
        momentum = Float(try configuration.number("momentum", 0...1, default: 0))
        isNesterov = try configuration.flag("nesterov")
        limits = try configuration.limits()
    }

    public var configuration: JSONObject {
        var configuration: JSONObject = ["name": "SGD", "learning_rate": learningRate.json]
        limits.write(to: &configuration)
        configuration["momentum"] = .number(decimal(momentum))
        configuration["nesterov"] = .bool(isNesterov)
        return configuration
    }

    public var slotNames: [String] { momentum == 0 ? [] : ["momentum"] }

    public func updateRule(for instructionSet: InstructionSet) -> any UpdateRule {
        SGDUpdate(momentum: momentum, isNesterov: isNesterov, limits: limits, instructionSet)
    }
}
