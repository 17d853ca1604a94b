import FerryCore
import FerryNPZ
import FixtureCases
import Testing

@Suite struct `Weights in npz` {
    private static func tensors(_ entries: [(String, any TensorSource)]) throws -> NamedTensors {
        try NamedTensors(entries.map { NamedTensors.Entry(name: $0.0, source: $0.1) })
    }

    private static let two = MemorySource(Tensor<Float>(shape: [2], elements: [1, 2]))

    private static func written(_ tensors: NamedTensors, in folder: TemporaryFolder) throws -> FileByteSource {
        let file = try AtomicFile(path: folder.path + "/weights.npz")
        try NPZWeights().write(tensors, to: file)
        try file.commit()
        return try FileByteSource(path: file.path)
    }

    @Test func `bear the parameters' names and come back to the bit`() throws {
        let folder = try TemporaryFolder()
        let tensors = try Self.tensors([
            ("encoder/conv2d/kernel", Self.two), ("Ärger/bias", MemorySource(Tensor<Double>(shape: [1, 1], elements: [.pi]))),
        ])
        let file = try Self.written(tensors, in: folder)
        #expect(try NPZWeights().probe(file) == .certain)
        let read = try NPZWeights().tensors(in: file)
        #expect(read.entries.map(\.name) == ["encoder/conv2d/kernel", "Ärger/bias"])
        #expect(read.entries.map(\.source.element) == [.float32, .float64])
        for (entry, original) in zip(read.entries, tensors.entries) {
            let count = original.source.byteCount
            #expect(entry.source.shape == original.source.shape)
            #expect(try entry.source.bytes(0..<count) == original.source.bytes(0..<count))
        }
    }

    @Test(arguments: ["../escape", "a/../../b", "/absolute", "back\\slash", "", String(repeating: "n", count: 1100)])
    func `have no names that an archive refuses`(name: String) throws {
        let problems = NPZWeights().problems(writing: try Self.tensors([(name, Self.two)]))
        #expect(problems.map(\.code) == [.unsupported])
    }

    @Test func `are of no type that NumPy lacks`() throws {
        let problems = NPZWeights().problems(writing: try Self.tensors([("a", DeclaredTensor([2], element: .bfloat16))]))
        #expect(problems.map(\.code) == [.unsupported])
        #expect(problems.first?.location.path == "a")
    }

    @Test func `are told from recordings, and from archives of other things`() throws {
        for (names, isWeights) in [
            (["inputs/x", "values/dense"], false), (["values/kernel", "values/bias"], true),
            (["inputs/x", "dense/kernel"], true),
        ] {
            let folder = try TemporaryFolder()
            let file = try Self.written(Self.tensors(names.map { ($0, Self.two) }), in: folder)
            #expect(try NPZWeights().probe(file) == (isWeights ? .certain : .no), "\(names)")
        }
        let others = ["arrays/foreign.npz", "zips/overlap.zip", "arrays/f4.npy", "keras/keras3.15/names.keras"]
        for other in others {
            #expect(try NPZWeights().probe(FileByteSource(path: FixtureCase.folder + other)) == .no, "\(other)")
        }
    }

    @Test func `may be none`() throws {
        let folder = try TemporaryFolder()
        let file = try Self.written(Self.tensors([]), in: folder)
        #expect(try NPZWeights().probe(file) == .certain)
        #expect(try NPZWeights().tensors(in: file).entries.isEmpty)
    }

    @Test func `are read as NumPy compresses them`() throws {
        let file = try FileByteSource(path: FixtureCase.folder + "arrays/compressed.npz")
        #expect(try NPZWeights().tensors(in: file).entries.map(\.name) == ["kernel", "bias", "layer/0"])
    }
}
