internal import FerryCore
internal import FerryTraining

extension TrainSettings {
    private static let version = 1

    var json: JSONValue {
        [
            "version": .integer(Self.version), "source": .string(source),
            "architecture": architecture.map(JSONValue.string) ?? .null, "data": .string(data),
            "validation": validation.json, "optimizer": optimizer.json, "loss": .string(loss.rawValue),
            "from_logits": .bool(isFromLogits), "batch_size": .integer(batchSize), "epochs": .integer(epochs),
            "patience": patience.map { .integer($0) } ?? .null,
            "plateau": plateau.map { ["patience": .integer($0.patience), "factor": .number($0.factor)] } ?? .null,
            "augmentation": augmentation?.json ?? .null,
            "shuffle": .bool(shuffles), "seed": .string(String(seed)), "fresh_optimizer": .bool(startsOptimizerAfresh),
        ]
    }

    /// - Throws: `malformed` where something is missing, `unsupported` where another version wrote it.
    init(_ json: JSONValue) throws(FerryError) {
        guard json["version"]?.integer == Self.version else {
            throw FerryError(
                .unsupported, "the run is of another version of Ferry", expected: "\(Self.version)",
                found: json["version"]?.text(), remedy: "resume it with the version that started it")
        }
        func required<Value>(_ name: String, _ value: (JSONValue) -> Value?) throws(FerryError) -> Value {
            guard let value = json[name].flatMap(value) else {
                throw FerryError(.malformed, "the run's settings lack '\(name)'", at: Location(field: name))
            }
            return value
        }
        source = try required("source", \.string)
        architecture = json["architecture"]?.string
        data = try required("data", \.string)
        validation = try required("validation", TrainOptions.Validation.init)
        optimizer = try Optimizers.read(json["optimizer"] ?? .null)
        loss = try Loss(named: try required("loss", \.string))
        isFromLogits = try required("from_logits", \.bool)
        batchSize = try required("batch_size", \.integer)
        epochs = try required("epochs", \.integer)
        patience = json["patience"]?.integer
        if let patience = json["plateau"]?["patience"]?.integer {
            plateau = PlateauReduction(factor: try required("plateau") { $0["factor"]?.double }, patience: patience)
        }
        let changes = json["augmentation"] ?? .null
        augmentation = changes.isNull ? nil : try Augmentation(changes)
        shuffles = try required("shuffle", \.bool)
        seed = try required("seed") { $0.string.flatMap { UInt64($0) } }
        startsOptimizerAfresh = try required("fresh_optimizer", \.bool)
    }
}

extension TrainOptions.Validation {
    var json: JSONValue {
        switch self {
        case .test: .string("test")
        case .none: .string("none")
        case .fraction(let fraction): .number(fraction)
        }
    }

    init?(_ json: JSONValue) {
        switch json {
        case .string("test"): self = .test
        case .string("none"): self = .none
        default:
            guard let fraction = json.double else { return nil }
            self = .fraction(fraction)
        }
    }
}
