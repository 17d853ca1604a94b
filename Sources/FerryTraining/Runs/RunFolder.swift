public import FerryCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The folder that a training run keeps its files in. Each file is there whole: the one before, or the new one.
public struct RunFolder: Sendable {
    public let path: String

    /// - Parameter path: need not exist.
    public init(_ path: String) { self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }

    /// Whether there is something at its path.
    public var exists: Bool { unsafe access(path, F_OK) == 0 }

    /// What the run was started with.
    public var settingsPath: String { "\(path)/run.json" }
    /// Where the run is.
    public var checkpointPath: String { "\(path)/checkpoint.zip" }
    /// A line for each epoch.
    public var historyPath: String { "\(path)/history.csv" }
    /// For TensorBoard.
    public var eventsPath: String { "\(path)/events.out.tfevents.ferry" }

    /// Makes the folder for a new run and writes what it is started with.
    ///
    /// - Throws: `cannotCreate` where the folder holds a run already or cannot be made.
    public func create(_ settings: JSONValue) throws(FerryError) {
        for end in path.indices.dropFirst() where path[end] == "/" { try Self.make(String(path[..<end])) }
        try Self.make(path)
        guard unsafe access(checkpointPath, F_OK) != 0 else {
            throw FerryError(
                .cannotCreate, "the folder holds a training run already", at: Location(file: path),
                remedy: "go on with it: --resume \(path); or give another folder")
        }
        try write(Array((settings.text(indented: true) + "\n").utf8), to: settingsPath)
    }

    private static func make(_ path: String) throws(FerryError) {
        guard unsafe mkdir(path, 0o777) != 0, errno != EEXIST else { return }
        throw .system(.cannotCreate, "cannot make the run's folder", path: path)
    }

    /// What the run was started with.
    ///
    /// - Throws: `missingFile` where the folder holds no run; `malformed`, `io`.
    public func settings() throws(FerryError) -> JSONValue {
        do {
            return try JSONParser.parse(try FileByteSource(path: settingsPath).bytes())
        } catch {
            throw error.at(Location(file: settingsPath))
        }
    }

    /// Saves where the run is. What was saved before stays until the new file is complete and durable.
    ///
    /// - Throws: `io`, `cannotCreate`.
    public func save(_ trainer: Trainer) throws(FerryError) {
        let file = try AtomicFile(path: checkpointPath, replacingExisting: true)
        try Checkpoint.write(trainer, to: file)
        try file.commit()
    }

    /// Brings the trainer to where the run was when it was last saved; to its beginning where it never was.
    ///
    /// - Throws: as ``Checkpoint/restore(_:from:)``.
    public func restore(_ trainer: Trainer) throws(FerryError) {
        guard unsafe access(checkpointPath, F_OK) == 0 else { return }
        try Checkpoint.restore(trainer, from: try FileByteSource(path: checkpointPath))
    }

    /// Writes the epochs so far, as a table and for TensorBoard.
    ///
    /// - Throws: `io`, `cannotCreate`.
    public func writeHistory(_ history: [EpochRecord]) throws(FerryError) {
        try write(Array(HistoryTable.csv(history).utf8), to: historyPath)
        try write(EventFile(history).bytes, to: eventsPath)
    }

    private func write(_ bytes: [UInt8], to path: String) throws(FerryError) {
        let file = try AtomicFile(path: path, replacingExisting: true)
        try file.append(bytes)
        try file.commit()
    }
}
