import FerryArchive
import FerryCore
import FerryTraining
import FixtureCases
import Testing

/// An array of any type, with its bytes.
private struct StoredArray: TensorSource {
    let element: ElementType
    let shape: [Int]
    let contents: [UInt8]

    init(_ element: ElementType, _ shape: [Int], _ contents: [UInt8]) {
        (self.element, self.shape, self.contents) = (element, shape, contents)
    }

    init(_ shape: [Int], floats: [Float]) {
        self.init(.float32, shape, floats.flatMap { number in [0, 8, 16, 24].map { UInt8(number.bitPattern >> $0 & 255) } })
    }

    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        try MemoryByteSource(contents, name: "").read(at: offset, into: &destination)
    }
}

struct `Data sets in an npz` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func source(_ arrays: [(String, StoredArray)]) throws -> DataSource {
        let path = folder.path + "/data.npz"
        let file = try AtomicFile(path: path, replacingExisting: true)
        try NPZ.write(arrays.map { ($0, $1 as any TensorSource) }, to: file)
        try file.commit()
        return DataSource(path)
    }

    private static let bytes = StoredArray(.uint8, [2, 1, 2], [0, 255, 51, 102])
    private static let labels = StoredArray(.uint8, [2], [3, 9])

    @Test func `hold bytes, as Keras's mnist has them`() throws {
        let source = try source([("x_train", Self.bytes), ("y_train", Self.labels)])
        let set = try source.load(.train)
        #expect([set.count, set.height, set.width, set.channels] == [2, 1, 2, 1])
        let second: [Float] = [51 / 255, 102 / 255]
        #expect(set[1] == second)
        #expect(set.labels == [3, 9])
        #expect(try source.holds(.train))
        #expect(try !source.holds(.test))
        let error = try #require(throws: FerryError.self) { try source.load(.test) }
        #expect(error.code == .missingFile)
        #expect(error.problem.contains("'x_test'"))
    }

    @Test func `hold numbers of several channels, and labels of any integer`() throws {
        let numbers = StoredArray([2, 1, 1, 3], floats: [1, -2, 300, 0.5, 0, 7])
        let signed = StoredArray(.int64, [2, 1], [4, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
        let set = try source([("x_test", numbers), ("y_test", signed)]).load(.test)
        #expect([set.height, set.width, set.channels] == [1, 1, 3])
        #expect(set[0] == [1, -2, 300])
        #expect(set.labels == [4, 1])
    }

    /// What is wrong, pictures, labels, code, array, and words of the block.
    private static let broken: [(StoredArray, StoredArray, FerryError.Code, String, String)] = [
        (StoredArray([2, 1, 2], floats: [0, 1, .nan, 3]), labels, .malformed, "x_train.npy", "nan at [1, 0, 0]"),
        (StoredArray([2, 1, 2], floats: [0, .infinity, 2, 3]), labels, .malformed, "x_train.npy", "inf at [0, 0, 1]"),
        (StoredArray(.int16, [2, 1, 1], [0, 1, 2, 3]), labels, .unsupported, "x_train.npy", "int16"),
        (StoredArray(.uint8, [4], [0, 1, 2, 3]), labels, .mismatch, "x_train.npy", "4"),
        (StoredArray(.uint8, [2, 0, 3], []), labels, .mismatch, "x_train.npy", "2×0×3"),
        (bytes, StoredArray(.uint8, [3], [0, 1, 2]), .mismatch, "y_train.npy", "3"),
        (bytes, StoredArray(.uint8, [2, 10], [UInt8](repeating: 0, count: 20)), .mismatch, "y_train.npy", "2×10"),
        (bytes, StoredArray(.uint8, [2], [1, 10]), .malformed, "y_train.npy", "10 for picture 1"),
        (bytes, StoredArray(.int8, [2], [1, 255]), .malformed, "y_train.npy", "-1 for picture 1"),
        (bytes, StoredArray([2], floats: [1, 2]), .unsupported, "y_train.npy", "float32"),
    ]

    @Test(arguments: 0..<10)
    func `are refused where they are not what they should be`(index: Int) throws {
        let (pictures, labels, code, array, words) = Self.broken[index]
        let error = try #require(throws: FerryError.self) {
            try source([("x_train", pictures), ("y_train", labels)]).load(.train)
        }
        #expect(error.code == code, "\(error)")
        #expect(error.location.path == array)
        #expect(error.found?.contains(words) == true, "\(error)")
        #expect(error.location.file == folder.path + "/data.npz")
    }
}
