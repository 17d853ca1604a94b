/// What training left beside the parameters: needed to write the framework's files and to go on.
public struct TrainingState: Sendable {
    /// Optimizer, loss and metrics, as the framework described them.
    public var configuration: JSONValue?
    public var optimizer: OptimizerState?

    public init(configuration: JSONValue? = nil, optimizer: OptimizerState? = nil) {
        self.configuration = configuration
        self.optimizer = optimizer
    }
}

/// An optimizer's variables.
public struct OptimizerState: Sendable {
    /// The class, without prefixes such as `Custom>`: `Adam`. Nothing where the file does not say.
    public var name: String?
    /// The number of updates done.
    public var iteration: Int?
    public var learningRate: Float?
    /// Slots by name (Adam: `m`, `v`), each by the name of the parameter that it belongs to.
    public var slots: [String: [String: any TensorSource]]

    public init(
        name: String?, iteration: Int? = nil, learningRate: Float? = nil,
        slots: [String: [String: any TensorSource]] = [:]
    ) {
        self.name = name
        self.iteration = iteration
        self.learningRate = learningRate
        self.slots = slots
    }
}
