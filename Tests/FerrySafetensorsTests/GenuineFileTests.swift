import FerryCore
import FerrySafetensors
import FixtureCases
import Testing

@Suite struct `A safetensors file of the format's own library` {
    private static func file(_ name: String) throws -> FileByteSource {
        try FileByteSource(path: FixtureCase.folder + "safetensors/" + name)
    }

    private static let floats = [0, -1.5, 2.25, 1e-3, 65504, -0.0]

    @Test(arguments: [("f2", ElementType.float16), ("f4", .float32), ("f8", .float64)])
    func `gives floating-point numbers`(name: String, element: ElementType) throws {
        let source = try #require(try Safetensors().tensors(in: Self.file("types.safetensors")).entries.first { $0.name == name })
            .source
        #expect(source.element == element && source.shape == [2, 3])
        let values = try source.loadDouble().elements
        // A thousandth is another number in each type.
        let tolerance = element == .float16 ? 1e-6 : 1e-10
        #expect(zip(values, Self.floats).allSatisfy { abs($0 - $1) <= tolerance })
        #expect(values[5].sign == .minus)
    }

    @Test(arguments: [
        ("i1", ElementType.int8), ("i2", .int16), ("i4", .int32), ("i8", .int64), ("u1", .uint8), ("u2", .uint16),
        ("u4", .uint32), ("u8", .uint64), ("b1", .bool),
    ])
    func `gives whole numbers byte by byte`(name: String, element: ElementType) throws {
        let source = try #require(try Safetensors().tensors(in: Self.file("types.safetensors")).entries.first { $0.name == name })
            .source
        #expect(source.element == element && source.shape == [2, 3])
        let expected = (0..<6).flatMap { number in
            [UInt8(element == .bool ? min(1, number) : number)] + [UInt8](repeating: 0, count: element.byteCount - 1)
        }
        #expect(try source.bytes(0..<source.byteCount) == expected)
    }

    @Test func `gives scalars, tensors without elements and names with escapes`() throws {
        let entries = try Safetensors().tensors(in: Self.file("types.safetensors")).entries
        let shapes = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.source.shape) })
        #expect(shapes["scalar"] == [] && shapes["empty"] == [0, 3])
        #expect(shapes["a \"name\" of \\ Ärger\n"] == [2, 3])
        #expect(entries.count == 15)
    }

    @Test func `gives bfloat16`() throws {
        let source = try #require(try Safetensors().tensors(in: Self.file("bfloat16.safetensors")).entries.first).source
        #expect(source.element == .bfloat16)
        #expect(try source.loadDouble().elements == [0, -1.5, 2.25, 0x1.06p-10, 0x1.FEp15, -0.0])
    }

    @Test func `may hold nothing`() throws {
        #expect(try Safetensors().tensors(in: Self.file("none.safetensors")).entries.isEmpty)
    }

    @Test func `with a type that Ferry has not is refused by its name`() throws {
        let error = try #require(throws: FerryError.self) { try Safetensors().tensors(in: Self.file("float8.safetensors")) }
        #expect(error.code == .unsupported && error.found == "F8_E4M3")
        #expect(error.location.path == "f8" && error.location.field == "dtype")
    }

    @Test(arguments: ["types", "none", "model"])
    func `has the bytes that Ferry writes for its tensors`(name: String) throws {
        let source = try Self.file(name + ".safetensors")
        let folder = try TemporaryFolder()
        let file = try AtomicFile(path: folder.path + "/copy.safetensors")
        try Safetensors().write(Safetensors().tensors(in: source), to: file)
        try file.commit()
        #expect(try FileByteSource(path: file.path).bytes() == source.bytes())
    }
}
