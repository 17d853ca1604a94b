import FerryArchive
import FerryCore
import FerryHDF5
import FixtureCases
import Testing

@Suite struct `Genuine HDF5 files` {
    /// HDF5 files of the manifest, as paths, and those inside its archives.
    static let keras = FixtureCase.genuine.filter { $0.path.hasSuffix(".h5") || $0.path.hasSuffix(".keras") }

    private static func bytes(of fixture: FixtureCase) throws -> any ByteSource {
        let file = try FileByteSource(path: fixture.path)
        guard fixture.path.hasSuffix(".keras") else { return file }
        return try #require(try ZipArchive(file).member(named: "model.weights.h5"))
    }

    @Test(arguments: keras)
    func `that Keras wrote are walked as libhdf5 reads them`(fixture: FixtureCase) throws {
        let bytes = try Self.bytes(of: fixture)
        let file = try HDF5File(bytes, acceptsUnusual: fixture.unusual)
        #expect(try FileContents(file) == FileContents(HDF5File(trusted: bytes)))
    }

    @Test(arguments: ["numbers.h5", "many.h5", "times.h5", "unicode.h5"])
    func `that h5py wrote are walked as libhdf5 reads them`(name: String) throws {
        let bytes = try hdf5Fixture("genuine/" + name)
        #expect(try FileContents(HDF5File(bytes)) == FileContents(HDF5File(trusted: bytes)))
    }

    static let elements: [(String, ElementType)] = [
        ("f2", .float16), ("f4", .float32), ("f8", .float64), ("i1", .int8), ("i2", .int16), ("i4", .int32), ("i8", .int64),
        ("u1", .uint8), ("u2", .uint16), ("u4", .uint32), ("u8", .uint64),
    ]

    @Test(arguments: elements)
    func `hold numbers of every type`(name: String, element: ElementType) throws {
        let file = try HDF5File(try hdf5Fixture("genuine/numbers.h5"))
        let dataset = try #require(file.root.dataset(name))
        #expect(dataset.source.type == TensorType([3, 4, 5], element: element))
        if name.hasPrefix("f") {
            #expect(try dataset.source.loadDouble().elements == (0..<60).map { Double($0) / 8 - 3 })
        } else {
            let expected = (0..<60).flatMap { [UInt8($0)] + [UInt8](repeating: 0, count: element.byteCount - 1) }
            #expect(try dataset.source.contents() == expected)
        }
    }

    @Test func `hold scalars and empty arrays`() throws {
        let root = try HDF5File(try hdf5Fixture("genuine/numbers.h5")).root
        #expect(try root.dataset("scalar")?.source.loadFloat() == Tensor(shape: [], elements: [1.5]))
        #expect(try root.dataset("empty")?.source.loadFloat() == Tensor(shape: [0, 3], elements: []))
    }

    @Test func `list members by their names' bytes`() throws {
        let root = try HDF5File(try hdf5Fixture("genuine/many.h5")).root
        #expect(root.childNames == (0..<200).map { "w\($0)" }.sorted())
        for index in [0, 10, 199] {
            #expect(try root.dataset("w\(index)")?.source.loadFloat().elements == [Float(index)])
        }
    }

    @Test func `are descended by path`() throws {
        let bytes = try FileByteSource(path: FixtureCase.folder + "keras/mnist-cnn/keras2.h5")
        let root = try HDF5File(bytes).root
        #expect(root.descend("model_weights/conv2d/conv2d")?.path == "/model_weights/conv2d/conv2d")
        #expect(root.descend("model_weights/nothing/conv2d") == nil)
        let kernel = try #require(root.descend(toDataset: "model_weights/conv2d/conv2d/kernel:0"))
        #expect(kernel.path == "/model_weights/conv2d/conv2d/kernel:0")
        #expect(kernel.shape == [3, 3, 1, 32])
        #expect(root.descend(toDataset: "model_weights/conv2d") == nil)
    }

    @Test func `are read by many tasks at once`() async throws {
        let file = try HDF5File(try FileByteSource(path: FixtureCase.folder + "keras/mnist-cnn/keras2.h5"))
        let expected = try FileContents(file)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 { group.addTask { try FileContents(file) == expected } }
            for try await isEqual in group { #expect(isEqual) }
        }
    }
}
