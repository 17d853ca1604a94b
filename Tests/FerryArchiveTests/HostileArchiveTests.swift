import FerryArchive
import FerryCore
import FixtureCases
import Testing

@Suite struct `Hostile zip archives` {
    /// The file, the code, and words of the problem.
    static let broken: [(String, FerryError.Code, String)] = [
        ("duplicate", .malformed, "appears twice"), ("parent", .malformed, "leads outside"),
        ("inner-parent", .malformed, "leads outside"), ("absolute", .malformed, "leads outside"),
        ("backslash", .malformed, "leads outside"), ("zero", .malformed, "no text"), ("bomb", .limit, "far larger"),
        ("bzip2", .unsupported, "method 12"), ("encrypted", .unsupported, "encrypted"),
        ("local-name", .malformed, "disagree"), ("local-size", .malformed, "disagree"), ("size", .malformed, "passes"),
        ("comment", .malformed, "does not end with its directory"), ("trailing", .malformed, "not where its end says"),
        ("gap", .malformed, "not where its end says"),
        ("overlap", .malformed, "overlap"), ("count", .malformed, "ends too early"),
    ]

    private static func archive(_ name: String) throws -> FileByteSource {
        try FileByteSource(path: FixtureCase.folder + "zips/\(name).zip")
    }

    @Test(arguments: broken)
    func `are refused by name`(name: String, code: FerryError.Code, words: String) throws {
        let bytes = try Self.archive(name)
        let error = try #require(throws: FerryError.self) { try ZipArchive(bytes) }
        #expect(error.code == code)
        #expect(error.problem.contains(words), "\(error)")
        #expect(error.location.file == bytes.name)
        #expect(error.location.path != nil)
    }

    @Test(arguments: ["checksum", "inflated-checksum", "inflated-size"])
    func `whose members are not what the directory says are refused on reading`(name: String) throws {
        let archive = try ZipArchive(try Self.archive(name))
        let error = try #require(throws: FerryError.self) { try archive.member(named: "config.json") }
        #expect(error.code == .malformed)
        #expect(error.location.path == "config.json")
    }

    @Test func `without members are archives all the same`() throws {
        #expect(try ZipArchive(try Self.archive("empty")).members.isEmpty)
    }

    @Test(arguments: ["stored.npz", "compressed.npz"])
    func `cut short anywhere are refused`(name: String) throws {
        let whole = try arrayFixture(name).bytes()
        for count in 0..<whole.count {
            let cut = MemoryByteSource(Array(whole[..<count]), name: "cut.npz")
            let error = try #require(throws: FerryError.self, "\(count) bytes") { try NPZ.read(cut) }
            #expect(error.location.file == "cut.npz")
        }
    }

    @Test(arguments: ["stored.npz", "compressed.npz"])
    func `with any one byte changed are refused or read, and never fall`(name: String) throws {
        let whole = try arrayFixture(name).bytes()
        for place in whole.indices {
            for change: UInt8 in [0x01, 0xff] {
                var contents = whole
                contents[place] ^= change
                let error = Self.error(reading: MemoryByteSource(contents, name: "changed.npz"))
                #expect(error?.location.file?.hasPrefix("changed.npz") != false, "byte \(place)")
            }
        }
    }

    private static func error(reading bytes: any ByteSource) -> FerryError? {
        do throws(FerryError) {
            for (_, source) in try NPZ.read(bytes) { try source.forEachWindow { (_) throws(FerryError) in } }
            return nil
        } catch {
            return error
        }
    }
}
