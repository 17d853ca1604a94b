import FerryCore
import FixtureCases
import Foundation
import Testing

@testable import FerryONNX

@Suite struct `Tensors outside the file` {
    private static var options: WriteOptions {
        var options = WriteOptions()
        options.usesExternalData = true
        return options
    }

    @Test func `come back with the model`() throws { try RoundTrip.expectFaithful(try digitClassifier(), Self.options) }

    @Test func `are aligned, have a length, and leave small ones inside`() throws {
        let folder = try TemporaryFolder()
        let path = try RoundTrip.write(try digitClassifier(), Self.options, in: folder)
        #expect(try folder.contents == ["model.onnx", "model.onnx.data"])
        let model = try FileByteSource(path: path)
        // The largest kernel is 147,456 bytes.
        #expect(model.byteCount < 10_000)
        let data = try FileByteSource(path: path + ".data")
        #expect(data.byteCount > 93_322 * 4 - 4 * 4096)
        let text = String(decoding: try model.bytes(), as: UTF8.self)
        for word in ["model.onnx.data", "location", "offset", "length", "4096"] { #expect(text.contains(word)) }
    }

    @Test func `are read back before either file has its name`() throws {
        let folder = try TemporaryFolder()
        let file = try AtomicFile(path: folder.path + "/model.onnx")
        try ONNX().write(try digitClassifier(), state: nil, options: Self.options, to: file)
        let model = try RoundTrip.read(file.temporaryPath)
        #expect(model.parameterCount == 93_322)
        file.abandon()
        #expect(try folder.contents.isEmpty)
    }

    struct Place: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: FerryError.Code
        let entries: [(String, String)]
    }

    static let places = [
        Place(testDescription: "above the folder", code: .malformed, entries: [("location", "../w"), ("offset", "0")]),
        Place(testDescription: "an absolute path", code: .malformed, entries: [("location", "/etc/passwd")]),
        Place(testDescription: "no location", code: .malformed, entries: [("offset", "0")]),
        Place(testDescription: "two locations", code: .malformed, entries: [("location", "w"), ("location", "w")]),
        Place(testDescription: "a missing file", code: .missingFile, entries: [("location", "nothing")]),
        Place(testDescription: "another length", code: .malformed, entries: [("location", "w"), ("length", "12")]),
        Place(testDescription: "no length, more file", code: .malformed, entries: [("location", "w")]),
        Place(
            testDescription: "behind the end", code: .malformed, entries: [("location", "w"), ("offset", "30"), ("length", "16")]),
        Place(testDescription: "far behind", code: .malformed, entries: [("location", "w"), ("offset", "9223372036854775807")]),
        Place(
            testDescription: "before the start", code: .malformed,
            entries: [("location", "w"), ("offset", "-4"), ("length", "16")]),
        Place(
            testDescription: "no number", code: .malformed, entries: [("location", "w"), ("offset", "0x10"), ("length", "16")]),
        Place(testDescription: "a symbolic link", code: .unsupported, entries: [("location", "soft"), ("length", "16")]),
        Place(testDescription: "a hard link", code: .unsupported, entries: [("location", "hard"), ("length", "16")]),
    ]

    private static func file(_ entries: [(String, String)], in folder: TemporaryFolder) throws -> String {
        let files = FileManager.default
        for name in ["w", "twice"] { _ = try folder.file(name, Data(repeating: 7, count: 32)) }
        try files.createSymbolicLink(atPath: folder.path + "/soft", withDestinationPath: "w")
        try files.linkItem(atPath: folder.path + "/twice", toPath: folder.path + "/hard")
        let bytes = WireMessage.model { graph in
            graph.add(5) { tensor in
                tensor.add(1, 4)
                tensor.add(2, 1)
                tensor.add(8, "w")
                for (key, value) in entries {
                    tensor.add(13) { entry in
                        entry.add(1, key)
                        entry.add(2, value)
                    }
                }
                tensor.add(14, 1)
            }
        }
        return try folder.file("model.onnx", Data(bytes))
    }

    @Test(arguments: places)
    func `are refused at a place that is not theirs`(_ place: Place) throws {
        let folder = try TemporaryFolder()
        let file = try FileByteSource(path: try Self.file(place.entries, in: folder))
        let error = try #require(throws: FerryError.self) { try ONNX().read(file, options: ReadOptions()) }
        #expect(error.code == place.code, "\(error)")
    }

    @Test func `are read at any offset of a file beneath the folder`() throws {
        let folder = try TemporaryFolder()
        let path = try Self.file([("location", "./w"), ("offset", "15"), ("length", "16")], in: folder)
        let onnx = try ModelUnpacker.unpack(try FileByteSource(path: path))
        #expect(try onnx.initializers[0].source.bytes(0..<16) == [UInt8](repeating: 7, count: 16))
    }
}
