import FerryCore
import FerryHDF5
import Testing

@Suite struct `Unusual HDF5 files` {
    static let datasets: [(String, String, ElementType)] = [
        ("packed.h5", "chunked", .float32), ("packed.h5", "gzip", .float32), ("big-endian.h5", "f2", .float16),
        ("big-endian.h5", "f4", .float32), ("big-endian.h5", "f8", .float64), ("compact.h5", "w", .float32),
        ("newer.h5", "layers/dense/kernel", .float32), ("unicode.h5", "слой11/ядро", .float32),
    ]

    @Test(arguments: datasets)
    func `are read on request`(file: String, path: String, element: ElementType) throws {
        let root = try HDF5File(try hdf5Fixture("unusual/" + file), acceptsUnusual: true).root
        let dataset = try #require(root.descend(toDataset: path))
        #expect(dataset.source.type == TensorType([3, 4, 5], element: element))
        #expect(try dataset.source.loadDouble().elements == (0..<60).map { Double($0) / 8 - 3 })
    }

    @Test func `hold integers of either byte order`() throws {
        let root = try HDF5File(try hdf5Fixture("unusual/big-endian.h5"), acceptsUnusual: true).root
        let dataset = try #require(root.dataset("i4"))
        #expect(try dataset.source.contents() == (0..<60).flatMap { [UInt8($0), 0, 0, 0] })
    }

    @Test(arguments: ["packed.h5", "big-endian.h5", "compact.h5", "newer.h5", "unicode.h5"])
    func `are refused without it`(name: String) throws {
        let bytes = try hdf5Fixture("unusual/" + name)
        let error = try #require(throws: FerryError.self) { try HDF5File(bytes) }
        #expect(error.code == .unsupported)
        #expect(error.problem.contains("unusual"))
        #expect(error.remedy?.contains("--unusual") == true)
        #expect(error.location.path?.hasPrefix("@0x") == true)
    }

    @Test func `give any window of a chunked dataset`() throws {
        let root = try HDF5File(try hdf5Fixture("unusual/packed.h5"), acceptsUnusual: true).root
        let source = try #require(root.dataset("gzip")).source
        let whole = try source.contents()
        for start in 0..<60 {
            for end in start...60 {
                let window = 4 * start..<4 * end
                #expect(try source.contents(window) == Array(whole[window]), "elements \(start)..<\(end)")
            }
        }
    }

    @Test func `may keep attributes outside the object header`() throws {
        let root = try HDF5File(try hdf5Fixture("unusual/newer.h5"), acceptsUnusual: true).root
        let group = try #require(root.descend("layers/dense"))
        #expect(group.attributeNames.count == 41)
        #expect(try group.strings("weight_names") == ["kernel"])
        #expect(try group.string("a39") == "value 39")
    }
}
