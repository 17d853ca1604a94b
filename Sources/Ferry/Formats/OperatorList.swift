public import FerryCore

/// The operators of a build, and which formats hold them.
public struct OperatorList: Sendable {
    public struct Row: Sendable {
        public var name: String
        /// What it computes, in one sentence.
        public var summary: String
        /// Where the definition stands.
        public var source: String
        /// What each format calls it; formats that cannot hold it are absent.
        public var names: [(format: FormatID, names: [String])]
    }

    public var rows: [Row]

    public init(_ operators: OperatorRegistry = .standard, _ formats: FormatRegistry = .standard) {
        rows = operators.operators.map { operation in
            let names = formats.formats.map { (format: $0.id, names: $0.names(for: operation)) }
            return Row(
                name: operation.name, summary: operation.summary, source: operation.source,
                names: names.filter { !$0.names.isEmpty })
        }
    }

    /// The list with one operator only.
    ///
    /// - Throws: `usage` where it is not known.
    public func only(_ name: String) throws(FerryError) -> OperatorList {
        var list = self
        list.rows = rows.filter { $0.name == name }
        guard list.rows.isEmpty else { return list }
        let names = rows.map(\.name)
        throw FerryError(
            .usage, "'\(name)' is no operator of Ferry", expected: names.joined(separator: ", "),
            remedy: Suggestion.nearest(to: name, among: names).map { "ferry operators \($0)" } ?? "ferry operators")
    }

    /// A line for each operator; one alone is told at length.
    public var text: String {
        guard rows.count != 1 else { return rows[0].text }
        var table = ColumnTable([("operator", .leading), ("what it computes", .leading)])
        for row in rows { table.append([row.name, row.summary]) }
        return table.text
    }

    public var json: JSONValue { ["operators": .array(rows.map(\.json))] }

    /// Operators against formats, as a table in Markdown: what the README shows.
    public func matrix(_ formats: FormatRegistry = .standard) -> String {
        let ids = formats.formats.map(\.id)
        let rule = "|" + String(repeating: " --- |", count: ids.count + 1)
        let heading = "| operator | " + ids.map { "`\($0)`" }.joined(separator: " | ") + " |"
        let lines = rows.map { row in
            let cells = ids.map { id in
                row.names.first { $0.format == id }.map { $0.names.map { "`\($0)`" }.joined(separator: ", ") } ?? "–"
            }
            return "| \(row.name) | " + cells.joined(separator: " | ") + " |"
        }
        return ([heading, rule] + lines).joined(separator: "\n")
    }
}

extension OperatorList.Row {
    fileprivate var text: String {
        let formats = names.map { "  \($0.format)  \($0.names.joined(separator: ", "))" }
        return (["\(name): \(summary)", "source: \(source)", "formats:"] + formats).joined(separator: "\n")
    }

    fileprivate var json: JSONValue {
        var formats = JSONObject()
        for (format, names) in names { formats[format.name] = .array(names.map(JSONValue.string)) }
        return [
            "name": .string(name), "summary": .string(summary), "source": .string(source), "formats": .object(formats),
        ]
    }
}
