public import FerryCore

/// How a model is trained.
public struct TrainingOptions: Sendable {
    public var optimizer: any Optimizer
    public var loss: Loss
    /// Whether the model's outputs are logits.
    public var isFromLogits = false
    public var batchSize = 32
    /// At most.
    public var epochs = 20
    public var seed: UInt64 = 0
    /// Whether each epoch takes the pictures in another order.
    public var shuffles = true
    /// Random changes of the pictures that are trained on.
    public var augmentation: Augmentation?
    /// Threads; nothing for all cores. It never changes a result.
    public var threads: Int?
    public var earlyStopping: EarlyStopping?
    public var plateauReduction: PlateauReduction?

    public init(_ optimizer: any Optimizer, _ loss: Loss) { (self.optimizer, self.loss) = (optimizer, loss) }

    /// - Throws: `usage` where settings exclude each other or make no sense.
    func check() throws(FerryError) {
        guard batchSize > 0, epochs > 0 else {
            throw FerryError(
                .usage, "training needs a batch and an epoch", expected: "numbers above 0",
                found: "batches of \(batchSize), \(epochs) epochs")
        }
        if plateauReduction != nil, case .constant = optimizer.learningRate { return }
        if plateauReduction != nil {
            throw FerryError(
                .usage, "the learning rate follows a schedule and cannot be lowered beside it",
                expected: "a constant learning rate, or no reduction on plateaus")
        }
    }

    /// What Keras keeps of how a model was compiled.
    public var compilation: JSONValue {
        let loss: JSONValue =
            isFromLogits
            ? [
                "module": "keras.losses", "class_name": .string(self.loss.className), "config": ["from_logits": true],
                "registered_name": nil,
            ]
            : .string(self.loss.rawValue)
        return ["optimizer": optimizer.json, "loss": loss, "loss_weights": nil, "metrics": ["accuracy"], "weighted_metrics": nil]
    }
}
