public import FerryCore

/// What a registry reads and writes.
public struct FormatList: Sendable {
    public struct Row: Hashable, Sendable {
        public var id: FormatID
        public var summary: String
        public var isReadable: Bool
        public var isWritable: Bool
        /// Without the dot.
        public var fileExtensions: [String]
    }

    public var rows: [Row]

    public init(_ registry: FormatRegistry) {
        rows = registry.formats.map { format in
            Row(
                id: format.id, summary: format.summary, isReadable: format is any ModelReader,
                isWritable: format is any ModelWriter, fileExtensions: format.fileExtensions)
        }
    }

    public var text: String {
        var table = ColumnTable([
            ("format", .leading), ("reads", .leading), ("writes", .leading), ("extensions", .leading), ("what it is", .leading),
        ])
        for row in rows {
            table.append([
                row.id.name, row.isReadable ? "yes" : "–", row.isWritable ? "yes" : "–",
                row.fileExtensions.map { "." + $0 }.joined(separator: " "), row.summary,
            ])
        }
        return table.text
    }

    /// The list as a table in Markdown: what the README shows.
    public var markdown: String {
        let lines = rows.map { row in
            let extensions = row.fileExtensions.map { "`.\($0)`" }.joined(separator: ", ")
            let marks = [row.isReadable, row.isWritable].map { $0 ? "yes" : "–" }.joined(separator: " | ")
            return "| `\(row.id)` | \(marks) | \(extensions) | \(row.summary) |"
        }
        return (["| format | reads | writes | extensions | what it is |", "| --- | --- | --- | --- | --- |"] + lines)
            .joined(separator: "\n")
    }

    public var json: JSONValue {
        ["formats": .array(rows.map(\.json))]
    }
}

extension FormatList.Row {
    fileprivate var json: JSONValue {
        [
            "id": .string(id.name), "summary": .string(summary), "reads": .bool(isReadable), "writes": .bool(isWritable),
            "extensions": .array(fileExtensions.map(JSONValue.string)),
        ]
    }
}
