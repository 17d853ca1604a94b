internal import FerryCore

extension WriterNotes.Vanished {
    /// Adds what the operator does in training: a dropout's numbers, a noise's, or that it is something that Ferry does not do.
    func describing(_ object: JSONObject) -> JSONObject {
        var object = object
        if let dropout = operation as? Dropout {
            object["rate"] = .number(dropout.rate)
            if dropout.factors == .gaussian { object["factors"] = "gaussian" }
            if !dropout.sharedAxes.isEmpty { object["shared"] = .array(dropout.sharedAxes.map(JSONValue.integer)) }
        }
        switch (operation as? Identity)?.inTraining {
        case .noise(let deviation): object["noise"] = .number(deviation)
        case .unknown: object["acts"] = true
        case .unchanged, nil: break
        }
        return object
    }

    static func operation(_ entry: JSONValue) -> any Operator {
        guard let rate = entry["rate"]?.double else {
            if let deviation = entry["noise"]?.double { return Identity(inTraining: .noise(deviation: deviation)) }
            return Identity(inTraining: entry["acts"]?.bool == true ? .unknown : .unchanged)
        }
        let axes = entry["shared"]?.array?.compactMap(\.integer) ?? []
        return Dropout(
            rate: rate, factors: entry["factors"]?.string == "gaussian" ? .gaussian : .silence, sharedAxes: axes)
    }
}
