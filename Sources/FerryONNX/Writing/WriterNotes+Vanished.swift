internal import FerryCore

extension WriterNotes.Vanished {
    /// Adds what the operator does in training: a dropout's numbers, or that it does something else than Ferry knows.
    func describing(_ object: JSONObject) -> JSONObject {
        var object = object
        if let dropout = operation as? Dropout {
            object["rate"] = .number(dropout.rate)
            if dropout.factors == .gaussian { object["factors"] = "gaussian" }
            if !dropout.sharedAxes.isEmpty { object["shared"] = .array(dropout.sharedAxes.map(JSONValue.integer)) }
        }
        if let identity = operation as? Identity, identity.actsInTraining { object["acts"] = true }
        return object
    }

    static func operation(_ entry: JSONValue) -> any Operator {
        guard let rate = entry["rate"]?.double else { return Identity(actsInTraining: entry["acts"]?.bool ?? false) }
        let axes = entry["shared"]?.array?.compactMap(\.integer) ?? []
        return Dropout(
            rate: rate, factors: entry["factors"]?.string == "gaussian" ? .gaussian : .silence, sharedAxes: axes)
    }
}
