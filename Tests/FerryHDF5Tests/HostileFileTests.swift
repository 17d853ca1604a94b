import FerryCore
import FerryHDF5
import Testing

@Suite struct `Hostile HDF5 files` {
    /// What a file is refused with, by default and with `acceptsUnusual`: the code, and words of the problem.
    struct Case: Sendable, CustomTestStringConvertible {
        let file: String
        let code: FerryError.Code
        let words: String
        let unusualCode: FerryError.Code
        let unusualWords: String

        /// - Parameter unusual: nothing where the switch changes nothing.
        init(_ file: String, _ code: FerryError.Code, _ words: String, unusual: (FerryError.Code, String)? = nil) {
            self.file = file
            self.code = code
            self.words = words
            (unusualCode, unusualWords) = unusual ?? (code, words)
        }

        var testDescription: String { file }
    }

    static let cases = [
        Case("external-link.h5", .unsupported, "external link"),
        Case("external-raw.h5", .unsupported, "another file"),
        Case("external-passwd.h5", .unsupported, "another file"),
        Case("virtual.h5", .unsupported, "virtual dataset"),
        Case("virtual-newer.h5", .unsupported, "unusual", unusual: (.unsupported, "virtual dataset")),
        Case("soft-link.h5", .unsupported, "soft link"),
        Case("soft-link-newer.h5", .unsupported, "unusual", unusual: (.unsupported, "soft link")),
        Case("hard-cycle.h5", .unsupported, "names"),
        Case("hard-cycle-newer.h5", .unsupported, "unusual", unusual: (.unsupported, "second name")),
        Case("plug-in.h5", .unsupported, "compressed", unusual: (.unsupported, "filter 32015")),
        Case("bomb.h5", .unsupported, "compressed", unusual: (.limit, "far larger")),
        Case("huge.h5", .limit, "elements"),
        Case("huge-chunk.h5", .unsupported, "chunked", unusual: (.limit, "chunks")),
        Case("unwritten.h5", .unsupported, "never written"),
        Case("deep.h5", .limit, "nested"),
        Case("records.h5", .unsupported, "datatype", unusual: (.unsupported, "something else than numbers")),
    ]

    @Test(arguments: cases)
    func `are refused by name`(file: Case) throws {
        let bytes = try hdf5Fixture("hostile/" + file.file)
        let error = try #require(throws: FerryError.self) { try HDF5File(bytes) }
        #expect(error.code == file.code)
        #expect(error.problem.contains(file.words), "\(error)")
        #expect(error.location.file == bytes.name)
        #expect(error.location.path?.hasPrefix("@0x") == true)
    }

    @Test(arguments: cases)
    func `are refused even where unusual files are accepted`(file: Case) throws {
        let bytes = try hdf5Fixture("hostile/" + file.file)
        let error = try #require(throws: FerryError.self) { try HDF5File(bytes, acceptsUnusual: true) }
        #expect(error.code == file.unusualCode)
        #expect(error.problem.contains(file.unusualWords), "\(error)")
        #expect(error.location.file == bytes.name)
    }

    @Test func `with more than the limits allow are refused`() throws {
        let limits: [(String, WritableKeyPath<HDF5Limits, Int>, Int)] = [
            ("many.h5", \.objectCount, 200), ("many.h5", \.metadataByteCount, 65_536),
            ("texts.h5", \.attributeByteCount, 50_000),
            ("numbers.h5", \.rank, 2), ("numbers.h5", \.elementCount, 59), ("strings.h5", \.headerBlockCount, 1),
            ("many.h5", \.treeLevel, 0), ("many.h5", \.nameByteCount, 3),
        ]
        for (name, limit, value) in limits {
            let bytes = try hdf5Fixture("genuine/" + name)
            var changed = HDF5Limits()
            changed[keyPath: limit] = value
            let error = try #require(throws: FerryError.self, "\(name) \(value)") { try HDF5File(bytes, limits: changed) }
            #expect(error.code == .limit, "\(name) \(value)")
        }
    }
}
