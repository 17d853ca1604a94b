import Ferry
import FerryArchive
import FerryCore
import FerryKeras
import FixtureCases
import Foundation
import Testing

@Suite struct `A file that cannot be read` {
    @Test(arguments: FixtureCase.refused)
    func `is refused by what is wrong with it`(fixture: FixtureCase) throws {
        let refusal = try #require(fixture.refusal)
        let error = try #require(throws: FerryError.self) {
            try KerasFormats.read(FileByteSource(path: fixture.path), fixture.options)
        }
        #expect(Int(error.code.exitStatus) == refusal.exit)
        for word in refusal.mentions { #expect(error.text.contains(word)) }
        #expect(error.location.file != nil)
    }

    @Test func `names all layers of a cycle`() throws {
        let error = try #require(throws: FerryError.self) { try KerasFormats.read("refused/cycle") }
        #expect(error.found == "second needs first needs second")
    }

    static let documents: [(content: String, words: [String])] = [
        (#"{"metadata": {}, "weight_map": {"/layers/dense/vars": ["x_00000.weights.h5"]}}"#, ["sharded", "max_shard_size"]),
        (#"{"class_name": "Sequential", "config": {"name": "s", "layers": []}}"#, ["architecture", "--architecture"]),
    ]

    @Test(arguments: documents)
    func `is refused by name where it is Keras's JSON`(content: String, words: [String]) throws {
        let file = MemoryByteSource(Array(content.utf8), name: "x.json")
        let error = try #require(throws: FerryError.self) { try KerasFormats.read(file) }
        #expect(error.code == .unsupported)
        for word in words { #expect(error.text.contains(word)) }
    }

    @Test func `is refused by name where its weights are NumPy's`() throws {
        let folder = try TemporaryFolder()
        let whole = try ZipArchive(FileByteSource(path: try FixtureCase.named("mnist-cnn-keras3/keras").path))
        let config = try #require(try whole.member(named: "config.json"))
        let path = folder.path + "/model.keras"
        let output = try AtomicFile(path: path)
        try ZipWriter.write(
            [
                ZipWriter.Member(name: "config.json", method: .stored, contents: config),
                ZipWriter.Member(name: "model.weights.npz", method: .stored, contents: MemoryByteSource([1], name: "npz")),
            ], to: output)
        try output.commit()
        let error = try #require(throws: FerryError.self) { try KerasFormats.read(FileByteSource(path: path)) }
        #expect(error.text.contains("model.weights.npz"))
    }

    static let folders = [("saved_model.pb", "SavedModel"), ("config.json", "not packed")]

    @Test(arguments: folders)
    func `is refused by name where it is a folder`(file: String, word: String) throws {
        let folder = try TemporaryFolder()
        _ = try folder.file(file, .init([0x7b]))
        let error = try #require(throws: FerryError.self) { try FormatRegistry.standard.read(folder.path) }
        #expect(error.code == .unsupported)
        #expect(error.problem.contains(word))
        #expect(error.location.file == folder.path)
    }

    static let whole = [
        "keras3.15/nested-frozen.h5", "keras3.15/nested-frozen.keras", "keras3.15/nested-frozen.weights.h5",
        "keras2/nested-frozen.weights-only.h5",
    ]

    @Test(arguments: whole)
    func `is refused where it is cut off anywhere`(id: String) throws {
        let fixture = try FixtureCase.named(id)
        let bytes = try FileByteSource(path: fixture.path).bytes()
        for step in 0..<200 {
            let cut = Array(bytes[..<(bytes.count * step / 200)])
            let error = #expect(throws: FerryError.self) {
                try KerasFormats.read(MemoryByteSource(cut, name: "cut"), fixture.options)
            }
            #expect(error?.code == .malformed || error?.code == .unsupported)
        }
    }
}
