/// The formats of a build. An immutable value: another package passes its own to the jobs.
public struct FormatRegistry: Sendable {
    public let formats: [any ModelFormat]

    /// - Precondition: no two formats share an id.
    public init(_ formats: [any ModelFormat]) {
        precondition(Set(formats.map(\.id)).count == formats.count, "two formats share an id")
        self.formats = formats
    }

    /// These formats and `others`.
    ///
    /// - Precondition: no two formats share an id.
    public func adding(_ others: [any ModelFormat]) -> FormatRegistry { FormatRegistry(formats + others) }

    public subscript(id: FormatID) -> (any ModelFormat)? { formats.first { $0.id == id } }
    public var readers: [any ModelReader] { formats.compactMap { $0 as? any ModelReader } }
    public var writers: [any ModelWriter] { formats.compactMap { $0 as? any ModelWriter } }

    /// The reader for a file, told by its content.
    ///
    /// - Throws: `unsupported` where no format knows the file, with what its first bytes look like.
    public func reader(for file: any ByteSource) throws(FerryError) -> any ModelReader {
        var possible: (any ModelReader)?
        for reader in readers {
            switch try reader.probe(file) {
            case .certain: return reader
            case .possible: possible = possible ?? reader
            case .no: continue
            }
        }
        if let possible { return possible }
        throw FerryError(
            .unsupported, "the file is no model that Ferry reads",
            expected: readers.map(\.summary).joined(separator: ", "), found: try FileKind.describe(file),
            at: Location(file: file.name), remedy: "ferry formats   (lists what is supported)")
    }

    /// The writer that a path's extension asks for.
    ///
    /// - Throws: `usage` where no writer has the extension.
    public func writer(forPath path: String) throws(FerryError) -> any ModelWriter {
        let name = path.lowercased()
        let matches = writers.flatMap { writer in
            writer.fileExtensions.filter { name.hasSuffix("." + $0) }.map { (writer: writer, length: $0.count) }
        }
        if let best = matches.max(by: { $0.length < $1.length }) { return best.writer }
        throw FerryError(
            .usage, "the output's extension names no format that Ferry writes",
            expected: writers.flatMap(\.fileExtensions).map { "." + $0 }.joined(separator: ", "), at: Location(file: path),
            remedy: "give --to FORMAT, or an output with one of these extensions")
    }
}
