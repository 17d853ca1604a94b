public import FerryCore

extension Inspection {
    /// All of it for programs; the README documents the names.
    public var json: JSONValue {
        [
            "path": .string(path), "bytes": .integer(byteCount), "format": .string(origin.format.name),
            "producer": origin.producer.json, "name": .string(name),
            "inputs": .array(inputs.map(\.json)), "outputs": .array(outputs.map(\.json)),
            "layers": .array(layers.map(\.json)), "tensors": tensors.map { .array($0.map(\.json)) } ?? .null,
            "parameters": .integer(parameterCount), "trainable_parameters": .integer(trainableCount),
            "frozen_parameters": .integer(frozenCount),
            "element_types": .array(elementTypes.map { .string($0.rawValue) }),
            "training_configuration": state?.configuration ?? .null,
            "optimizer": state?.optimizer?.json ?? .null,
            "notices": .array(notices.map(JSONValue.string)),
            "weights": weights.map { .array($0.map(\.json)) } ?? .null,
        ]
    }
}

extension TensorType {
    /// Sizes as numbers, symbols as strings.
    package var json: JSONValue {
        .array(
            shape.map { dimension in
                switch dimension {
                case .fixed(let size): .integer(size)
                case .symbol(let name): .string(name)
                }
            })
    }
}

extension Value {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "element_type": (type?.element.rawValue).json, "shape": type?.json ?? .null,
        ]
    }
}

extension Inspection.LayerRow {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "kind": .string(kind), "output_shapes": .array(outputs.map(\.json)),
            "parameters": .integer(parameterCount), "connected_to": .array(connectedTo.map(JSONValue.string)),
        ]
    }
}

extension OptimizerState {
    fileprivate var json: JSONValue {
        [
            "name": name.json, "iteration": iteration.map(JSONValue.integer) ?? .null,
            "learning_rate": learningRate.map { .number(Double($0)) } ?? .null,
            "slots": .array(slots.keys.sorted().map(JSONValue.string)),
        ]
    }
}

extension WeightSummary {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "element_type": .string(type.element.rawValue), "shape": type.json,
            "smallest": range.map { .number($0.lowerBound) } ?? .null, "largest": range.map { .number($0.upperBound) } ?? .null,
            "mean": mean.map(JSONValue.number) ?? .null, "not_finite": .integer(nonFiniteCount),
            "crc32": .string(checksumText),
        ]
    }
}
