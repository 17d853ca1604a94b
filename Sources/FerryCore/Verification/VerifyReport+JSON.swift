extension VerifyReport {
    /// The report for programs; the README documents the names.
    public var json: JSONValue {
        var document: JSONObject = [
            "agrees": .bool(passes), "samples": .integer(samples), "tolerance": .number(options.tolerance),
            "exact_tolerance": .number(options.exactTolerance), "layers": .array(rows.map(\.json)),
            "missing": .array(missing.map(JSONValue.string)), "extra": .array(extra.map(JSONValue.string)),
        ]
        if let parameters {
            document["parameters"] = [
                "identical": .integer(parameters.identical),
                "different": .array(parameters.different.map { .string($0.name) }),
                "unmatched": .array(parameters.unmatched.map(JSONValue.string)),
            ]
        }
        return .object(document)
    }
}

extension VerifyReport.Row {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "counterpart": .string(counterpart ?? name), "kind": .string(kind),
            "shape": .array(shape.map(JSONValue.integer)), "verdict": .string(verdict.rawValue),
            "found_shape": foundShape.map { .array($0.map(JSONValue.integer)) } ?? .null,
            "float64": float64?.json ?? .null, "float32": float32?.json ?? .null,
        ]
    }
}

extension Difference {
    fileprivate var json: JSONValue {
        [
            "largest": .number(largest), "relative": .number(relative), "root_mean_square": .number(rootMeanSquare),
            "magnitude": .number(magnitude), "index": .array(index.map(JSONValue.integer)),
        ]
    }
}
