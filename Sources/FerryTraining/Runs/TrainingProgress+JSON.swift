public import FerryCore

/// Doubles are written with as many digits as bring back the same bits.
extension TrainingProgress {
    public var json: JSONValue {
        [
            "epoch": .integer(epoch), "position": .integer(position), "iteration": .integer(iteration),
            "metrics": metrics.json, "history": .array(history.map(\.json)),
            "early_stopping": [
                "best": .optional(earlyStopping.best), "best_epoch": earlyStopping.bestEpoch.map { .integer($0) } ?? .null,
                "wait": .integer(earlyStopping.wait),
            ],
            "plateau": [
                "best": .optional(plateau.best), "wait": .integer(plateau.wait), "cooldown": .integer(plateau.cooldown),
            ],
            "learning_rate": .optional(learningRate.map { Double($0) }), "seconds": .number(seconds),
            "finished": .bool(isFinished), "stopped": .bool(isStopped),
        ]
    }

    /// - Throws: `malformed` where something is missing.
    public init(_ json: JSONValue) throws(FerryError) {
        self.init()
        epoch = try json.integer("epoch")
        position = try json.integer("position")
        iteration = try json.integer("iteration")
        metrics = try RunningMetrics(json["metrics"] ?? .null)
        for record in json["history"]?.array ?? [] { history.append(try EpochRecord(record)) }
        earlyStopping.best = json["early_stopping"]?["best"]?.double
        earlyStopping.bestEpoch = json["early_stopping"]?["best_epoch"]?.integer
        earlyStopping.wait = try (json["early_stopping"] ?? .null).integer("wait")
        plateau.best = json["plateau"]?["best"]?.double
        plateau.wait = try (json["plateau"] ?? .null).integer("wait")
        plateau.cooldown = try (json["plateau"] ?? .null).integer("cooldown")
        learningRate = json["learning_rate"]?.double.map { Float($0) }
        seconds = try json.number("seconds")
        isFinished = json["finished"]?.bool ?? false
        isStopped = json["stopped"]?.bool ?? false
    }
}

extension RunningMetrics {
    var json: JSONValue {
        ["loss_sum": .number(lossSum), "correct": .integer(correctCount), "samples": .integer(sampleCount)]
    }

    init(_ json: JSONValue) throws(FerryError) {
        self.init(
            lossSum: try json.number("loss_sum"), correctCount: try json.integer("correct"),
            sampleCount: try json.integer("samples"))
    }
}

extension EpochRecord {
    var json: JSONValue {
        [
            "epoch": .integer(epoch), "training": training.json, "validation": validation.map(\.json) ?? .null,
            "learning_rate": .number(Double(learningRate)), "iteration": .integer(iteration), "seconds": .number(seconds),
            "ended_at": .number(endedAt),
        ]
    }

    init(_ json: JSONValue) throws(FerryError) {
        epoch = try json.integer("epoch")
        training = try RunningMetrics(json["training"] ?? .null)
        validation = if let value = json["validation"], !value.isNull { try RunningMetrics(value) } else { nil }
        learningRate = Float(try json.number("learning_rate"))
        iteration = try json.integer("iteration")
        seconds = try json.number("seconds")
        endedAt = try json.number("ended_at")
    }
}

extension JSONValue {
    fileprivate static func optional(_ number: Double?) -> JSONValue { number.map { .number($0) } ?? .null }

    fileprivate func integer(_ name: String) throws(FerryError) -> Int {
        guard let integer = self[name]?.integer else { throw missing(name, "a whole number") }
        return integer
    }

    fileprivate func number(_ name: String) throws(FerryError) -> Double {
        guard let number = self[name]?.double else { throw missing(name, "a number") }
        return number
    }

    private func missing(_ name: String, _ expected: String) -> FerryError {
        FerryError(
            .malformed, "the state of the training run lacks '\(name)'", expected: expected, found: self[name]?.kind ?? "nothing",
            at: Location(field: name))
    }
}
