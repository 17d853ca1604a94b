import FerryArchive
import FerryCore
import Foundation
import Testing

@Suite struct `NumPy archives that Ferry writes` {
    static let arrays: [(name: String, source: any TensorSource)] = [
        ("dense/kernel", MemorySource(Tensor<Float>(shape: [2, 3], elements: [1, -2, 3.5, .infinity, -0.0, 1e-40]))),
        ("scalar", MemorySource(Tensor<Double>(shape: [], elements: [.pi]))),
        ("nothing", MemorySource(Tensor<Float>(shape: [0, 4], elements: []))),
        ("größe", MemorySource(Tensor<Float>(shape: [300_000], elements: (0..<300_000).map(Float.init)))),
    ]

    private func written() throws -> [UInt8] {
        let path = NSTemporaryDirectory() + "/ferry-\(UUID().uuidString).npz"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try AtomicFile(path: path)
        try NPZ.write(Self.arrays, to: file)
        try file.commit()
        return try FileByteSource(path: path).bytes()
    }

    @Test func `are read back to the bit, by libzip too`() throws {
        let read = try NPZ.read(MemoryByteSource(try written(), name: "written.npz"))
        #expect(read.map(\.name) == Self.arrays.map(\.name))
        for (array, expected) in zip(read, Self.arrays) {
            #expect(array.source.type == expected.source.type)
            #expect(try array.source.contents() == expected.source.contents())
        }
    }

    @Test func `are the same bytes each time`() throws {
        #expect(try written() == written())
    }
}
