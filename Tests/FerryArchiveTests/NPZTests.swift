import FerryArchive
import FerryCore
import FixtureCases
import Testing

@Suite struct `NumPy archives` {
    @Test(arguments: ["stored.npz", "compressed.npz"])
    func `that NumPy wrote are read to the bit`(name: String) throws {
        let arrays = try NPZ.read(try arrayFixture(name))
        #expect(arrays.map(\.name) == ["kernel", "bias", "layer/0"])
        #expect(arrays.map(\.source.type.description) == ["float32[2, 3]", "float64[3]", "float32[2, 2]"])
        let kernel = try arrays[0].source.loadFloat().elements
        #expect(kernel.map(\.bitPattern) == [0, -1.5, 2.25, 1e-3, 65504, -0.0].map { Float($0).bitPattern })
        #expect(try arrays[1].source.loadDouble().elements == [0, 1, 2])
        #expect(try arrays[2].source.loadFloat().elements == [0, 0, 0, 0])
    }

    @Test func `with something else than arrays are refused by name`() throws {
        let file = try arrayFixture("foreign.npz")
        let error = try #require(throws: FerryError.self) { try NPZ.read(file) }
        #expect(error.code == .malformed)
        #expect(error.location.path == "readme.txt")
    }

    @Test(arguments: FixtureCase.genuine.compactMap(\.recording))
    func `that record Keras's layers are read`(path: String) throws {
        let arrays = try NPZ.read(try FileByteSource(path: path))
        #expect(!arrays.isEmpty)
        for (name, source) in arrays {
            #expect(try source.loadDouble().elements.allSatisfy(\.isFinite), "\(name)")
        }
    }
}
