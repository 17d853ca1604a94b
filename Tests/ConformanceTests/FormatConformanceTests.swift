import Ferry
import FixtureCases
import Testing

/// What every format of the registry has to hold: a format that is added is tested by being there.
@Suite struct `Every format` {
    static let registry = FormatRegistry.standard
    /// What the manifest calls formats, where it is not their id.
    private static let ids: [String: FormatID] = ["keras-archive": "keras"]

    @Test(arguments: registry.writers.map(\.id))
    func `that is written brings back what it was given, and writes the same bytes again`(id: FormatID) throws {
        let writer = try Self.registry.writer(id)
        var count = 0
        for fixture in FixtureCase.genuine {
            let imported = try Self.registry.read(fixture.path, fixture.options)
            guard writer.problems(writing: imported.model, options: WriteOptions()).isEmpty else { continue }
            count += 1
            let folder = try TemporaryFolder()
            let first = try Self.write(imported, by: writer, to: folder.path + "/first")
            let read = try Self.read(first, writer, like: imported)
            let notices = writer.notices(writing: imported.model, state: imported.state, options: WriteOptions())
            try Self.expectSameParameters(imported.model, read.model, fixture.id, notices)
            #expect(read.model.graph.inputs.count == imported.model.graph.inputs.count, "\(fixture.id)")
            #expect(read.model.graph.outputs.count == imported.model.graph.outputs.count, "\(fixture.id)")
            let second = try Self.write(read, by: writer, to: folder.path + "/second")
            let third = try Self.write(Self.read(second, writer, like: read), by: writer, to: folder.path + "/third")
            #expect(try FileByteSource(path: second).bytes() == FileByteSource(path: third).bytes(), "\(fixture.id)")
        }
        #expect(count >= 60, "too few fixtures that format '\(id)' can hold")
    }

    @Test(arguments: registry.writers.map(\.id))
    func `that is written is told from all others by its content`(id: FormatID) throws {
        let writer = try Self.registry.writer(id)
        let folder = try TemporaryFolder()
        let path = try Self.write(Self.sample(), by: writer, to: folder.path + "/file")
        let file = try FileByteSource(path: path)
        #expect(try Self.registry.reader(for: file).id == id)
        for reader in Self.registry.readers where reader.id != id { #expect(try reader.probe(file) != .certain, "\(reader.id)") }
    }

    @Test func `claims its own fixtures and no other's`() throws {
        for fixture in FixtureCase.genuine where !fixture.unusual {
            let file = try FileByteSource(path: fixture.path)
            let own = Self.ids[fixture.format] ?? FormatID(fixture.format)
            for reader in Self.registry.readers {
                #expect(try (reader.probe(file) == .certain) == (reader.id == own), "\(fixture.id), \(reader.id)")
            }
        }
    }

    @Test(arguments: registry.writers.map(\.id))
    func `that is cut short is refused with its file`(id: FormatID) throws {
        let writer = try Self.registry.writer(id)
        let reader = try Self.registry.reader(id)
        let folder = try TemporaryFolder()
        let imported = try Self.sample()
        let bytes = try FileByteSource(path: Self.write(imported, by: writer, to: folder.path + "/whole")).bytes()
        let options = writer.readOptions(for: imported.model, state: nil, options: WriteOptions())
        let places = Set((0..<150).map { $0 * bytes.count / 150 } + (1...100).map { bytes.count - $0 } + (0..<100)).sorted()
        for place in places where place < bytes.count {
            let cut = MemoryByteSource(Array(bytes[..<place]), name: "cut")
            _ = try reader.probe(cut)
            let error = try #require(throws: FerryError.self, "\(place)") {
                try Self.registry.read(cut, by: reader, options)
            }
            #expect([.malformed, .unsupported, .limit].contains(error.code), "\(place): \(error)")
            #expect(error.location.file?.hasPrefix("cut") == true, "\(place): \(error)")
        }
    }

    private static func sample() throws -> Imported {
        try registry.read(FixtureCase.folder + "keras/keras3.15/functional-residual.keras")
    }

    private static func write(_ imported: Imported, by writer: any ModelWriter, to path: String) throws -> String {
        let file = try AtomicFile(path: path)
        try writer.write(imported.model, state: imported.state, options: WriteOptions(), to: file)
        try file.commit()
        return path
    }

    private static func read(_ path: String, _ writer: any ModelWriter, like imported: Imported) throws -> Imported {
        let options = writer.readOptions(for: imported.model, state: imported.state, options: WriteOptions())
        return try registry.read(FileByteSource(path: path), by: registry.reader(writer.id), options)
    }

    /// The same tensors to the bit under the same names, but for those of layers that a notice says to be renamed.
    private static func expectSameParameters(_ left: Model, _ right: Model, _ name: String, _ notices: [String]) throws {
        let (left, right) = (NamedTensors(of: left).entries, NamedTensors(of: right).entries)
        let kept = Set(left.map(\.name)).intersection(right.map(\.name))
        let renamed = left.filter { !kept.contains($0.name) }
        for entry in renamed {
            let layer = entry.name.split(separator: "/").dropLast().joined(separator: "/")
            #expect(notices.contains { $0.contains("'\(layer)' is written as") }, "\(name): \(entry.name)")
        }
        let found = right.filter { !kept.contains($0.name) }
        #expect(renamed.count == found.count, "\(name)")
        #expect(try Set(renamed.map(Self.bytes)) == Set(found.map(Self.bytes)), "\(name)")
        let sources = Dictionary(uniqueKeysWithValues: right.map { ($0.name, $0.source) })
        for entry in left {
            guard let source = sources[entry.name] else { continue }
            #expect(entry.source.type == source.type, "\(name): \(entry.name)")
            #expect(try bytes(entry) == source.bytes(0..<source.byteCount), "\(name): \(entry.name)")
        }
    }

    private static func bytes(_ entry: NamedTensors.Entry) throws -> [UInt8] {
        try entry.source.bytes(0..<entry.source.byteCount)
    }
}
