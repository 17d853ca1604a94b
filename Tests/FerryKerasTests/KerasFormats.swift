import FerryCore
import FerryKeras
import FixtureCases
import Testing

/// Keras's formats, as a build lists them.
enum KerasFormats {
    static let all = FormatRegistry([KerasArchive(), KerasH5(), KerasVariablesH5(), KerasWeightsH5()])

    static func read(
        _ file: any ByteSource, _ options: ReadOptions = ReadOptions()
    ) throws(FerryError) -> Imported {
        try all.reader(for: file).read(file, options: options)
    }

    static func read(_ id: String) throws -> Imported {
        let fixture = try FixtureCase.named(id)
        return try read(FileByteSource(path: fixture.path), fixture.options)
    }
}

extension FixtureCase {
    /// The manifest's case of this id.
    static func named(_ id: String) throws -> FixtureCase {
        try #require(all.first { $0.id == id }, "the manifest has no case '\(id)'")
    }
}

extension Model {
    /// The bytes of all parameters, by name.
    func weightBytes() throws(FerryError) -> [String: [UInt8]] {
        var bytes: [String: [UInt8]] = [:]
        for (id, source) in parameters { bytes[graph[id].name] = try source.bytes(0..<source.byteCount) }
        return bytes
    }
}
