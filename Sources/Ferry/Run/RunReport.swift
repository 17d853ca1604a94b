internal import FerryArchive
public import FerryCore

/// What a model answered.
public struct RunReport: Sendable {
    public var model: String
    public var samples: Int
    public var precision: RunOptions.Precision
    /// In the order of computation, `[samples, …]`.
    public var values: [(name: String, source: any TensorSource)]

    /// Writes the values as an `.npz` file that appears whole or not at all.
    ///
    /// - Throws: `cannotCreate` and `io`.
    public func write(to file: AtomicFile) throws(FerryError) {
        try NPZ.write(values, to: file)
        try file.commit()
    }

    /// A line for each value, for people.
    public func text() throws(FerryError) -> String {
        var table = ColumnTable([
            ("value", .leading), ("shape", .leading), ("smallest", .trailing), ("largest", .trailing), ("mean", .trailing),
        ])
        for (name, source) in values {
            let summary = try WeightSummary(name, source)
            table.append([
                name, source.shape.map(String.init).joined(separator: "×"), summary.range?.lowerBound.short ?? "",
                summary.range?.upperBound.short ?? "", summary.mean?.short ?? "",
            ])
        }
        return table.text + "\n\(samples) \(samples == 1 ? "sample" : "samples") in \(precision.rawValue)"
    }

    /// The report for programs; the README documents the names.
    ///
    /// - Parameter written: the file that holds the elements, which are then left away.
    public func json(written path: String?) throws(FerryError) -> JSONValue {
        var outputs: [JSONValue] = []
        for (name, source) in values {
            var elements = JSONValue.null
            if path == nil, source.element.isFloatingPoint {
                elements = .array(try source.loadDouble().elements.map(JSONValue.number))
            } else if path == nil {
                elements = .array(try source.loadIntegers().map(JSONValue.integer))
            }
            outputs.append([
                "name": .string(name), "shape": .array(source.shape.map(JSONValue.integer)),
                "element_type": .string(source.element.rawValue), "elements": elements,
            ])
        }
        return [
            "model": .string(model), "samples": .integer(samples), "precision": .string(precision.rawValue),
            "values": .array(outputs), "written": path.json,
        ]
    }
}
