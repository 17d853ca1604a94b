import FerryArchive
import FerryCore
import FixtureCases
import Testing

/// A file of `Fixtures/arrays`, which `Tools/fixtures/arrays.py` makes with NumPy.
func arrayFixture(_ name: String) throws -> FileByteSource {
    try FileByteSource(path: FixtureCase.folder + "arrays/" + name)
}

extension TensorSource {
    /// All little-endian bytes.
    func contents() throws -> [UInt8] {
        var contents: [UInt8] = []
        try forEachWindow { (window: RawSpan) throws(FerryError) in
            for offset in 0..<window.byteCount { contents.append(window.load(at: offset)) }
        }
        return contents
    }
}

@Suite struct `NumPy arrays` {
    static let floats = [0, -1.5, 2.25, 1e-3, 65504, -0.0]

    @Test(arguments: [ElementType.float32, .float64])
    func `of floating point are read to the bit`(element: ElementType) throws {
        let array = try NPY.read(try arrayFixture(element == .float32 ? "f4.npy" : "f8.npy"))
        #expect(array.type == TensorType([2, 3], element: element))
        let values = try array.loadDouble().elements
        let expected = element == .float32 ? Self.floats.map { Double(Float($0)) } : Self.floats
        #expect(values.map(\.bitPattern) == expected.map(\.bitPattern))
    }

    @Test func `of half precision are read rounded as NumPy rounded them`() throws {
        let values = try NPY.read(try arrayFixture("f2.npy")).loadDouble().elements
        #expect(values == [0, -1.5, 2.25, 0x1.064p-10, 65504, 0])
        #expect(values[5].sign == .minus)
    }

    static let integers: [(String, ElementType)] = [
        ("i1", .int8), ("i2", .int16), ("i4", .int32), ("i8", .int64), ("u1", .uint8), ("u2", .uint16), ("u4", .uint32),
        ("u8", .uint64),
    ]

    @Test(arguments: integers)
    func `of integers are read`(name: String, element: ElementType) throws {
        let array = try NPY.read(try arrayFixture(name + ".npy"))
        #expect(array.type == TensorType([2, 3], element: element))
        let expected = (0..<6).flatMap { [UInt8($0)] + [UInt8](repeating: 0, count: element.byteCount - 1) }
        #expect(try array.contents() == expected)
    }

    @Test func `of booleans are read`() throws {
        let array = try NPY.read(try arrayFixture("b1.npy"))
        #expect(array.element == .bool)
        #expect(try array.contents() == [0, 1, 1, 1, 1, 1])
    }

    @Test(arguments: [("scalar.npy", []), ("empty.npy", [0, 3]), ("version2.npy", [2, 3])])
    func `of every shape and header version are read`(name: String, shape: [Int]) throws {
        let array = try NPY.read(try arrayFixture(name))
        #expect(array.shape == shape)
        #expect(try array.loadFloat().count == shape.elementCount)
    }

    @Test func `in Fortran order are turned`() throws {
        let array = try NPY.read(try arrayFixture("fortran.npy"))
        #expect(array.shape == [2, 3, 4])
        #expect(try array.loadFloat().elements == (0..<24).map(Float.init))
    }

    @Test(arguments: [
        ("big-endian.npy", "'>f4'"), ("complex.npy", "'<c8'"), ("text.npy", "'<U1'"), ("records.npy", nil),
    ])
    func `of other types are refused by name`(name: String, found: String?) throws {
        let file = try arrayFixture(name)
        let error = try #require(throws: FerryError.self) { try NPY.read(file) }
        #expect(error.code == .unsupported)
        #expect(error.found == found)
        #expect(error.location.file == file.name)
        #expect(error.remedy != nil)
    }

    static let headers: [(String, FerryError.Code)] = [
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}", .malformed),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)", .malformed),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1)}", .malformed),
        ("{'descr': '<f4', 'fortran_order': False}", .malformed),
        ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", .malformed),
        ("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", .malformed),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", .malformed),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x", .malformed),
        ("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}", .malformed),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807)}", .limit),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9223372036854775807, 9223372036854775807)}", .limit),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", .malformed),
        ("", .malformed),
    ]

    @Test(arguments: headers)
    func `with broken headers are refused`(header: String, code: FerryError.Code) throws {
        let bytes =
            [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + [0, 0, 128, 63]
        let error = try #require(throws: FerryError.self) { try NPY.read(MemoryByteSource(bytes, name: "x.npy")) }
        #expect(error.code == code)
        #expect(error.location.file == "x.npy")
    }

    @Test func `cut short anywhere are refused`() throws {
        let whole = try arrayFixture("f4.npy").bytes()
        for count in 0..<whole.count {
            let cut = MemoryByteSource(Array(whole[..<count]), name: "x.npy")
            #expect(throws: FerryError.self, "\(count) bytes") { try NPY.read(cut) }
        }
    }
}
