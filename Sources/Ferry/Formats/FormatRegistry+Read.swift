public import FerryCore
internal import FerryKeras

extension FormatRegistry {
    /// Reads a model file.
    ///
    /// - Parameter id: its format; told by its content unless given.
    /// - Throws: `missingFile` and `io`, `usage` where the format is not known or not read, and what its reader refuses.
    public func read(
        _ path: String, as id: FormatID? = nil, _ options: ReadOptions = ReadOptions()
    ) throws(FerryError) -> Imported {
        let (file, reader) = try open(path, as: id)
        do {
            return try read(file, by: reader, options)
        } catch {
            throw error.at(Location(file: path))
        }
    }

    /// The tensors of a file of weights, and its format; nothing where the file's format is one of models.
    ///
    /// - Parameter id: its format; told by its content unless given.
    /// - Throws: `missingFile` and `io`, `usage` where the format is not known or not read, and what its reader refuses.
    public func tensors(_ path: String, as id: FormatID? = nil) throws(FerryError) -> (NamedTensors, FormatID)? {
        let (file, reader) = try open(path, as: id)
        guard let reader = reader as? any WeightsReader else { return nil }
        do {
            return (try reader.tensors(in: file), reader.id)
        } catch {
            throw error.at(Location(file: path))
        }
    }

    private func open(_ path: String, as id: FormatID?) throws(FerryError) -> (FileByteSource, any ModelReader) {
        let file: FileByteSource
        do {
            file = try FileByteSource(path: path)
        } catch {
            throw KerasFolder.explain(error, path: path)
        }
        let reader = if let id { try reader(id) } else { try reader(for: file) }
        return (file, reader)
    }

    /// The reader of this format.
    ///
    /// - Throws: `usage` where there is none.
    public func reader(_ id: FormatID) throws(FerryError) -> any ModelReader {
        if let reader = self[id] as? any ModelReader { return reader }
        throw unknown(id, "reads", readers)
    }

    /// The writer of this format.
    ///
    /// - Throws: `usage` where there is none.
    public func writer(_ id: FormatID) throws(FerryError) -> any ModelWriter {
        if let writer = self[id] as? any ModelWriter { return writer }
        throw unknown(id, "writes", writers)
    }

    private func unknown(_ id: FormatID, _ verb: String, _ known: [any ModelFormat]) -> FerryError {
        let names = known.map(\.id.name)
        return FerryError(
            .usage, "'\(id)' is no format that Ferry \(verb)", expected: names.joined(separator: ", "),
            remedy: Suggestion.nearest(to: id.name, among: names).map { "name it '\($0)'" } ?? "ferry formats")
    }
}
