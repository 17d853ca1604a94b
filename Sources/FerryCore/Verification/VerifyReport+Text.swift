extension VerifyReport: CustomStringConvertible {
    /// The table of layers, what has no counterpart, the parameters, and the verdict: for people.
    public var description: String {
        var lines = [table]
        if !missing.isEmpty { lines.append("without counterpart: " + missing.joined(separator: ", ")) }
        if !extra.isEmpty { lines.append("only in the candidate: " + extra.joined(separator: ", ")) }
        if let parameters { lines.append(parameters.description) }
        lines.append(verdict)
        return lines.joined(separator: "\n")
    }

    /// A line for each layer.
    public var table: String {
        var table = ColumnTable([
            ("layer", .leading), ("kind", .leading), ("output", .leading), ("float64", .trailing), ("float32", .trailing),
            ("relative", .trailing), ("at", .leading), ("verdict", .leading),
        ])
        for row in rows {
            table.append([
                row.counterpart.map { "\(row.name) = \($0)" } ?? row.name, row.kind, Self.text(of: row.shape),
                row.float64?.relative.short ?? "", row.float32?.largest.short ?? "", row.float32?.relative.short ?? "",
                row.float32.map { $0.largest > 0 ? Self.text(of: $0.index) : "" } ?? "",
                row.foundShape.map { "found \(Self.text(of: $0))" } ?? row.verdict.rawValue,
            ])
        }
        return table.text
    }

    /// One sentence: whether the two agree, and how far apart they are.
    public var verdict: String {
        let scope = "\(rows.count) layers on \(samples) \(samples == 1 ? "sample" : "samples")"
        guard passes else {
            let reason =
                firstDivergence.map { "'\($0.name)' (\($0.kind)) is the first that differs" }
                ?? (rows.isEmpty ? "no layer has a counterpart" : nil)
                ?? parameters?.different.first.map { "parameter '\($0.name)' differs" }
                ?? "layers have no counterpart"
            return "differs: \(reason); compared \(scope)"
        }
        return "agrees: \(scope), within \(largestRelative.short) in float32 and \(largestExact.short) in float64 (relative)"
    }

    private static func text(of sizes: [Int]) -> String { sizes.map(String.init).joined(separator: "×") }
}

extension VerifyReport.Parameters: CustomStringConvertible {
    /// How many agree to the bit, and the names of those that do not.
    public var description: String {
        var lines = ["parameters: \(identical) identical to the bit"]
        if !different.isEmpty {
            lines.append("parameters that differ: " + different.map { "\($0.name) at \($0.index)" }.joined(separator: ", "))
        }
        if !unmatched.isEmpty { lines.append("parameters without counterpart: " + unmatched.joined(separator: ", ")) }
        return lines.joined(separator: "\n")
    }
}
