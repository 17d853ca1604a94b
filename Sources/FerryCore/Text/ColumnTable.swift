/// Rows of text in aligned columns. (The tables of packages need Foundation, which is half of a small tool's start-up.)
package struct ColumnTable {
    package enum Alignment: Sendable { case leading, trailing }

    private let columns: [(title: String, alignment: Alignment)]
    private var rows: [[String]] = []

    package init(_ columns: [(title: String, alignment: Alignment)]) { self.columns = columns }

    /// - Precondition: a cell for each column.
    package mutating func append(_ row: [String]) {
        precondition(row.count == columns.count, "\(row.count) cells for \(columns.count) columns")
        rows.append(row)
    }

    /// The table, a line for its titles, a rule, and a line for each row; two spaces between columns.
    package var text: String {
        let titles = columns.map(\.title)
        let widths = columns.indices.map { column in ([titles] + rows).map { $0[column].count }.max() ?? 0 }
        let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
        return ([line(titles, widths), rule] + rows.map { line($0, widths) }).joined(separator: "\n")
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = zip(zip(cells, widths), columns).map { pair, column in
            let space = String(repeating: " ", count: pair.1 - pair.0.count)
            return column.alignment == .leading ? pair.0 + space : space + pair.0
        }
        var line = padded.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }
}
