import FerryCore
import FerrySafetensors
import FixtureCases
import Testing

@Suite struct `A hostile safetensors file` {
    struct Hostile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: FerryError.Code
        let bytes: @Sendable () -> [UInt8]

        init(_ name: String, _ code: FerryError.Code, _ bytes: @escaping @Sendable () -> [UInt8]) {
            (testDescription, self.code, self.bytes) = (name, code, bytes)
        }

        /// A header as it is, and so many bytes of tensors.
        init(_ name: String, _ code: FerryError.Code = .malformed, header: String, _ count: Int = 8) {
            self.init(name, code) { file(header, count) }
        }
    }

    private static func file(_ header: String, _ count: Int) -> [UInt8] {
        length(UInt64(header.utf8.count)) + Array(header.utf8) + [UInt8](repeating: 0, count: count)
    }

    private static func length(_ length: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } }

    private static func tensor(_ name: String, _ shape: String, _ start: Int, _ end: Int) -> String {
        #""\#(name)":{"dtype":"F32","shape":[\#(shape)],"data_offsets":[\#(start),\#(end)]}"#
    }

    private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    static let files: [Hostile] = [
        Hostile("no bytes", .malformed) { [] },
        Hostile("a length alone", .malformed) { length(2) },
        Hostile("a header of 2⁶⁴ - 1 bytes", .limit) { length(.max) + Array("{}".utf8) },
        Hostile("a header of 2⁶³ bytes", .limit) { length(1 << 63) + Array("{}".utf8) },
        Hostile("a header past the end", .malformed) { length(100) + Array("{}".utf8) },
        Hostile("a header that is a list", header: "[]"),
        Hostile("a header that ends early", header: #"{"a":"#),
        Hostile("a header that is no UTF-8", .malformed) { length(5) + [0x7b, 0x22, 0xff, 0x22, 0x7d] },
        Hostile("a header 100,000 levels deep", .limit, header: #"{"a":"# + repeated("[", 100_000)),
        Hostile("a header of 17 MiB", .limit, header: "{" + repeated(" ", 17 << 20) + "}"),
        Hostile("text behind the header", header: "{} x"),
        Hostile("one name twice", header: "{\(tensor("a", "1", 0, 4)),\(tensor("a", "1", 4, 8))}"),
        Hostile("a field twice", header: #"{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#),
        Hostile("a field too many", header: #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":1}}"#),
        Hostile("a field too few", header: #"{"a":{"dtype":"F32","shape":[2]}}"#),
        Hostile("a tensor that is a number", header: #"{"a":1}"#),
        Hostile("a dtype that is a number", header: #"{"a":{"dtype":1,"shape":[2],"data_offsets":[0,8]}}"#),
        Hostile("a dtype that is unknown", .unsupported, header: #"{"a":{"dtype":"F3","shape":[2],"data_offsets":[0,8]}}"#),
        Hostile("a shape that is a number", header: #"{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}"#),
        Hostile("a negative size", header: "{\(tensor("a", "-2", 0, 8))}"),
        Hostile("two negative sizes", header: "{\(tensor("a", "-1,-2", 0, 8))}"),
        Hostile("a size with a fraction", header: "{\(tensor("a", "2.5", 0, 8))}"),
        Hostile("a size past 2⁶³", header: "{\(tensor("a", "99999999999999999999", 0, 8))}"),
        Hostile("sizes whose product overflows", header: "{\(tensor("a", "4294967296,4294967296", 0, 0))}"),
        Hostile("sizes whose bytes overflow", header: "{\(tensor("a", "4611686018427387904", 0, 0))}"),
        Hostile("a hundred axes", .limit, header: "{\(tensor("a", repeated("1,", 99) + "2", 0, 8))}"),
        Hostile("offsets in reverse", header: "{\(tensor("a", "2", 8, 0))}"),
        Hostile("a negative offset", header: "{\(tensor("a", "2", -8, 0))}"),
        Hostile("three offsets", header: #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}"#),
        Hostile("a place smaller than its shape", header: "{\(tensor("a", "2", 0, 4))}", 4),
        Hostile("a place larger than its shape", header: "{\(tensor("a", "1", 0, 8))}"),
        Hostile("a tensor past the end", header: "{\(tensor("a", "3", 0, 12))}"),
        Hostile("tensors that overlap", header: "{\(tensor("a", "2", 0, 8)),\(tensor("b", "1", 4, 8))}"),
        Hostile("tensors at one place", header: "{\(tensor("a", "2", 0, 8)),\(tensor("b", "2", 0, 8))}"),
        Hostile("a hole before the tensors", header: "{\(tensor("a", "1", 4, 8))}"),
        Hostile("a hole between tensors", header: "{\(tensor("a", "1", 0, 4)),\(tensor("b", "1", 8, 12))}", 12),
        Hostile("bytes behind the tensors", header: "{\(tensor("a", "1", 0, 4))}"),
        Hostile("bytes of no tensor", header: "{}"),
        Hostile("a tensor without elements that lies apart", header: "{\(tensor("a", "0", 4, 4)),\(tensor("b", "2", 0, 8))}"),
        Hostile("metadata that is a list", header: #"{"__metadata__":[]}"#, 0),
        Hostile("metadata that is a number", header: #"{"__metadata__":{"a":1}}"#, 0),
        Hostile("a description that is no JSON", header: #"{"__metadata__":{"ferry.description":"{"}}"#, 0),
        Hostile("a description of nothing", header: #"{"__metadata__":{"ferry.description":"{}"}}"#, 0),
    ]

    @Test(arguments: files)
    func `is refused with its place`(file: Hostile) throws {
        let source = MemoryByteSource(file.bytes(), name: "hostile.safetensors")
        _ = try Safetensors().probe(source)
        let error = try #require(throws: FerryError.self) {
            try FormatRegistry([Safetensors()]).read(source, by: Safetensors())
        }
        #expect(error.code == file.code, "\(error)")
        #expect(error.location.file == "hostile.safetensors", "\(error)")
    }

    @Test func `is refused wherever it was cut`() throws {
        let bytes = try FileByteSource(path: FixtureCase.folder + "safetensors/model.safetensors").bytes()
        for place in bytes.indices {
            let error = try #require(throws: FerryError.self) {
                try Safetensors().tensors(in: MemoryByteSource(Array(bytes[..<place]), name: "cut"))
            }
            #expect(error.code == .malformed, "\(place): \(error)")
        }
    }

    @Test func `is never more than refused, whatever was overwritten`() throws {
        let bytes = try FileByteSource(path: FixtureCase.folder + "safetensors/model.safetensors").bytes()
        var random = SplitMix64(state: 5)
        var accepted = 0
        for _ in 0..<3000 {
            var damaged = bytes
            for _ in 0..<1 + random.next() % 4 {
                damaged[Int(random.next() % 800)] = UInt8(truncatingIfNeeded: random.next())
            }
            let source = MemoryByteSource(damaged, name: "damaged")
            _ = try Safetensors().probe(source)
            do throws(FerryError) {
                for entry in try Safetensors().tensors(in: source).entries {
                    _ = try entry.source.bytes(0..<entry.source.byteCount)
                }
                accepted += 1
            } catch {
                #expect([.malformed, .unsupported, .limit].contains(error.code), "\(error)")
            }
        }
        // Some bytes are letters of names.
        #expect(accepted > 0)
    }

    @Test func `is told from other files by its content`() throws {
        let genuine = try FileByteSource(path: FixtureCase.folder + "safetensors/model.safetensors")
        #expect(try Safetensors().probe(genuine) == .certain)
        for other in ["", "{}", "        {", "PK\u{3}\u{4}0000{", "any text{ that is longer"] {
            #expect(try Safetensors().probe(MemoryByteSource(Array(other.utf8), name: "other")) == .no)
        }
    }
}
