import FerryArchive
import FerryCore
import Foundation
import Testing

@Suite struct `NumPy archives that Ferry writes` {
    static let arrays: [(name: String, source: any TensorSource)] = [
        (
            "dense/kernel",
            MemorySource(Tensor<Float>(shape: [2, 3], elements: [1, -2, 3.5, .infinity, -0.0, .leastNonzeroMagnitude]))
        ),
        ("scalar", MemorySource(Tensor<Double>(shape: [], elements: [.pi]))),
        ("nothing", MemorySource(Tensor<Float>(shape: [0, 4], elements: []))),
        ("größe", MemorySource(Tensor<Float>(shape: [300_000], elements: (0..<300_000).map(Float.init)))),
    ]

    private func written(compressed: Bool) throws -> [UInt8] {
        let path = NSTemporaryDirectory() + "/ferry-\(UUID().uuidString).npz"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try AtomicFile(path: path)
        try NPZ.write(Self.arrays, to: file, compressed: compressed)
        try file.commit()
        return try FileByteSource(path: path).bytes()
    }

    @Test(arguments: [false, true])
    func `are read back to the bit`(compressed: Bool) throws {
        let read = try NPZ.read(MemoryByteSource(try written(compressed: compressed), name: "written.npz"))
        #expect(read.map(\.name) == Self.arrays.map(\.name))
        for (array, expected) in zip(read, Self.arrays) {
            #expect(array.source.type == expected.source.type)
            #expect(try array.source.contents() == expected.source.contents())
        }
    }

    @Test(arguments: [false, true])
    func `are the same bytes each time`(compressed: Bool) throws {
        #expect(try written(compressed: compressed) == written(compressed: compressed))
    }

    @Test func `are smaller when compressed`() throws {
        #expect(try written(compressed: true).count < written(compressed: false).count / 2)
    }

    @Test func `whose arrays cannot be read say why`() throws {
        let cut = MemoryByteSource([UInt8](repeating: 0, count: 4), name: "weights.h5")
        let source = FailingSource(bytes: cut)
        let path = NSTemporaryDirectory() + "/ferry-\(UUID().uuidString).npz"
        let file = try AtomicFile(path: path)
        let error = try #require(throws: FerryError.self) { try NPZ.write([("w", source)], to: file) }
        #expect(error.code == .malformed)
        #expect(error.location.file == "weights.h5")
        file.abandon()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    /// A tensor whose file turns out too short.
    private struct FailingSource: TensorSource {
        let bytes: MemoryByteSource
        var element: ElementType { .float32 }
        var shape: [Int] { [100] }

        func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
            try bytes.read(at: offset, into: &destination)
        }
    }
}
