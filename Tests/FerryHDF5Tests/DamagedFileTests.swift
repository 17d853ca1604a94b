import FerryCore
import FerryHDF5
import Testing

/// A small genuine file with one thing changed at a time.
@Suite struct `Damaged HDF5 files` {
    /// Overwrites bytes: the place of the `occurrence`th `signature`, plus `offset`.
    struct Change: Sendable, CustomTestStringConvertible {
        let file: String
        let signature: String
        let occurrence: Int
        let offset: Int
        let bytes: [UInt8]
        /// Words of the problem.
        let words: String

        init(
            _ words: String, in file: String = "numbers.h5", _ signature: String, _ occurrence: Int = 0, at offset: Int,
            _ bytes: [UInt8]
        ) {
            self.file = file
            self.signature = signature
            self.occurrence = occurrence
            self.offset = offset
            self.bytes = bytes
            self.words = words
        }

        var testDescription: String { "\(words), byte \(offset) of \(occurrence) in \(file)" }

        func apply(to contents: inout [UInt8]) throws {
            let pattern = Array(signature.utf8)
            var place = -1
            for _ in 0...occurrence {
                place = try #require(
                    (place + 1..<contents.count - pattern.count).first {
                        contents[$0..<$0 + pattern.count].elementsEqual(pattern)
                    })
            }
            contents.replaceSubrange(place + offset..<place + offset + bytes.count, with: bytes)
        }
    }

    private static func little(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

    /// The headers of a layout message and of a fill value message.
    private static let layout = "\u{8}\0\u{18}\0\0\0\0\0"
    private static let fill = "\u{5}\0\u{8}\0\u{1}\0\0\0"

    /// A link message's header, version and flags.
    private static let link = "\u{6}\0\u{18}\0\0\0\0\0\u{1}\u{10}"

    static let changes = [
        Change("no HDF5 file", "HDF", at: 0, [0]),
        Change("superblock's version", "HDF", at: 7, [9]),
        Change("ends too early", "HDF", at: 39, little(1 << 40)),
        Change("bytes after the end", "HDF", at: 39, little(2048)),
        Change("base address", "HDF", at: 23, little(8)),
        Change("consistency flags", "HDF", at: 19, [1]),
        Change("address of an object header is outside", "HDF", at: 63, little(1 << 50)),
        Change("address of an object header is outside", "SNOD", at: 16, little(1 << 62)),
        Change("is a soft link", "SNOD", at: 24, [2]),
        Change("symbol table entry's kind", "SNOD", at: 24, [3]),
        Change("outside its heap", "SNOD", at: 8, little(1 << 33)),
        Change("not in order", "SNOD", at: 8 + 40, little(0)),
        Change("wrong number of entries", "SNOD", at: 6, [9, 0]),
        Change("signature", "SNOD", at: 4, [2]),
        Change("wrong number of children", "TREE", at: 6, [33, 0]),
        Change("neighbours", "TREE", at: 8, little(800)),
        Change("outside its tree", "TREE", at: 16, little(800)),
        Change("overlap", layout, at: 10, little(0)),
        Change("passes the end", layout, 8, at: 10, little(9360)),
        Change("address of a dataset is outside", layout, at: 10, little(1 << 40)),
        Change("never written", layout, at: 10, little(.max)),
        Change("size is not its shape's", layout, at: 18, little(8)),
        Change("size of a dataset exceeds", layout, at: 18, little(1 << 40)),
        Change("layout is unknown", layout, at: 8, [5]),
        Change("layout is unknown", layout, at: 9, [4]),
        Change("virtual dataset", layout, at: 8, [4, 3]),
        Change("message's flags", layout, at: 4, [16]),
        Change("message's size", layout, at: 2, [0xf8, 0xff]),
        Change("message's type", layout, at: 0, [0x18]),
        Change("another file", layout, at: 0, [7]),
        Change("neither a group nor a dataset", layout, at: 0, [0]),
        Change("fill value passes", fill, at: 12, [9]),
        Change("multiple of 8", "HEAP", at: 8, [89]),
        Change("size of a heap exceeds", "HEAP", at: 8, little(1 << 40)),
        Change("free list leaves", "HEAP", at: 16, little(4096)),
        Change("heap's size is no multiple", "HEAP", at: 24, little(UInt64.max)),
        Change("signature", in: "strings.h5", "GCOL", at: 4, [2]),
        Change("size of a global heap exceeds", in: "strings.h5", "GCOL", at: 8, little(1 << 40)),
        Change("too small", in: "strings.h5", "GCOL", at: 8, little(16)),
        Change("not in its global heap", in: "strings.h5", "GCOL", at: 16, [0xff]),
        // The size of zero that libhdf5 1.10.8 never comes back from.
        Change("free space does not reach its end", in: "strings.h5", "GCOL", at: 16, [0, 0, 0, 0, 0, 0, 0, 0] + little(0)),
        Change("not reach its end", in: "../unusual/newer.h5", "GCOL", at: 16, [0, 0, 0, 0, 0, 0, 0, 0] + little(0)),
        Change("size of a global heap's object exceeds", in: "strings.h5", "GCOL", at: 24, little(1 << 60)),
        Change("link's version", in: "unicode.h5", link, 3, at: 8, [2]),
        Change("link's flags", in: "unicode.h5", link, 3, at: 9, [0x30]),
        Change("link's type", in: "unicode.h5", link, 3, at: 9, [0x18, 2]),
        Change("soft link", in: "unicode.h5", link, 3, at: 9, [0x18, 1]),
        Change("external link", in: "unicode.h5", link, 3, at: 9, [0x18, 64]),
        Change("link passes", in: "unicode.h5", link, 3, at: 11, [0xff]),
        Change("name is none", in: "unicode.h5", link, 3, at: 12, [0]),
        Change("attribute's name is broken", in: "strings.h5", "variable\0", at: 3, [0]),
        Change("appears twice", in: "strings.h5", "spaces\0", at: 0, Array("number".utf8)),
    ]

    @Test(arguments: changes)
    func `are refused at the place`(change: Change) throws {
        let file = try hdf5Fixture("genuine/" + change.file)
        var contents = try file.bytes()
        try change.apply(to: &contents)
        let bytes = MemoryByteSource(contents, name: "changed.h5")
        let error = try #require(throws: FerryError.self) { try HDF5File(bytes, acceptsUnusual: true) }
        #expect(error.problem.contains(change.words), "\(error)")
        #expect(error.location.file == "changed.h5")
        #expect(error.location.path?.hasPrefix("@0x") == true)
    }

    @Test(arguments: ["genuine/numbers.h5", "genuine/unicode.h5", "unusual/packed.h5", "unusual/newer.h5"])
    func `cut short at 200 places are refused at the place`(name: String) throws {
        let whole = try hdf5Fixture(name).bytes()
        for step in 0..<200 {
            let cut = MemoryByteSource(Array(whole[..<(whole.count * step / 200)]), name: "cut.h5")
            for acceptsUnusual in [false, true] {
                let error = try #require(throws: FerryError.self, "\(cut.byteCount) bytes") {
                    try HDF5File(cut, acceptsUnusual: acceptsUnusual)
                }
                #expect(error.location.file == "cut.h5")
                #expect(error.location.path != nil)
            }
        }
    }

    @Test func `that change after the check do not reach libhdf5`() throws {
        let contents = try hdf5Fixture("genuine/strings.h5").bytes()
        let bytes = ChangingSource(contents)
        let file = try HDF5File(bytes)
        bytes.change { source in for index in source.indices where source[index] == 0 { source[index] = 0xff } }
        #expect(try file.root.strings("list") == ["a", "", "ccc"])
    }
}
