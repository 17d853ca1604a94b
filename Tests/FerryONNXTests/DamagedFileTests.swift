import FerryCore
import FixtureCases
import Testing

@testable import FerryONNX

@Suite struct `A damaged ONNX file` {
    private static func documentedFile() throws -> [UInt8] {
        let folder = try TemporaryFolder()
        return try FileByteSource(path: try RoundTrip.write(try digitClassifier(), in: folder)).bytes()
    }

    @Test func `is refused with the place, wherever it ends`() throws {
        let bytes = try Self.documentedFile()
        // Half the places among the last 4 KiB, where the structure is.
        let places = (0..<100).map { $0 * bytes.count / 100 } + (0..<100).map { bytes.count - 1 - $0 * 41 }
        #expect(Set(places).count == 200)
        for place in places {
            let source = MemoryByteSource(Array(bytes[..<place]), name: "cut.onnx")
            let error = try #require(throws: FerryError.self) { try ONNX().read(source, options: ReadOptions()) }
            #expect(error.code == .malformed, "\(place): \(error)")
            #expect(error.location.path != nil || place == 0, "\(place): \(error)")
        }
    }

    @Test func `is never more than refused, whatever was overwritten`() throws {
        let bytes = try Self.documentedFile()
        let structure = bytes.indices.filter { $0 < 1500 || $0 > bytes.count - 1500 }
        var generator = SplitMix64(state: 11)
        for _ in 0..<3000 {
            var damaged = bytes
            for _ in 0..<1 + generator.next() % 8 {
                damaged[structure[Int(generator.next() % UInt64(structure.count))]] = UInt8(truncatingIfNeeded: generator.next())
            }
            let source = MemoryByteSource(damaged, name: "damaged.onnx")
            _ = try ONNX().probe(source)
            do { _ = try ONNX().read(source, options: ReadOptions()) } catch {
                #expect(error.code != .internalDefect, "\(error)")
            }
        }
    }

    @Test func `is told from other files by its content`() throws {
        let bytes = try Self.documentedFile()
        func probe(_ bytes: [UInt8]) throws -> ProbeResult { try ONNX().probe(MemoryByteSource(bytes, name: "probed")) }
        #expect(try probe(bytes) == .certain)
        #expect(try probe(Array(bytes.dropLast())) == .possible)
        #expect(try probe(Array(bytes.prefix(20))) == .possible)
        for other in ["", "some text\n", "\u{89}PNG\r\n", "PK\u{3}\u{4}", "\u{8}"] {
            #expect(try probe(Array(other.utf8)) == .no)
        }
        #expect(try probe([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]) == .no)
    }
}
