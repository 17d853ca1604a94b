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

    /// Operators against formats, as a table in Markdown: what the README shows. Formats with the same names share a column, and
    /// those that hold weights alone have none.
    public func matrix(_ formats: FormatRegistry = .standard) -> String {
        let columns = columns(formats.formats.map(\.id).filter { id in rows.contains { !$0.names(in: id).isEmpty } })
        let rule = "|" + String(repeating: " --- |", count: columns.count + 1)
        let headings = columns.map { $0.map { "`\($0)`" }.joined(separator: ", ") }
        let lines = rows.map { row in
            ([row.name] + columns.map { Self.cell(row.names(in: $0[0])) }).joined(separator: " | ")
        }
        return (["| operator | " + headings.joined(separator: " | ") + " |", rule] + lines.map { "| \($0) |" })
            .joined(separator: "\n")
    }

    private func columns(_ ids: [FormatID]) -> [[FormatID]] {
        ids.reduce(into: []) { columns, id in
            let same = columns.firstIndex { column in rows.allSatisfy { $0.names(in: column[0]) == $0.names(in: id) } }
            if let same { columns[same].append(id) } else { columns.append([id]) }
        }
    }

    private static let cellNameCount = 4

    private static func cell(_ names: [String]) -> String {
        guard !names.isEmpty else { return "–" }
        let shown = names.prefix(cellNameCount).map { "`\($0)`" }.joined(separator: ", ")
        return names.count > cellNameCount ? "\(shown) and \(names.count - cellNameCount) more" : shown
    }
}

extension OperatorList.Row {
    fileprivate func names(in format: FormatID) -> [String] { names.first { $0.format == format }?.names ?? [] }

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
