import FerryCore
import FerryHDF5
import Testing

/// A tensor whose reading fails from some byte on.
private struct FailingSource: TensorSource {
    let element = ElementType.float32
    let shape = [1000]

    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        throw FerryError(.io, "the device is gone")
    }
}

/// Numbers of some type, a byte each the place's.
private struct CountingSource: TensorSource {
    let element: ElementType
    let shape: [Int]

    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        precondition(offset.isMultiple(of: element.byteCount) && destination.byteCount.isMultiple(of: element.byteCount))
        for index in 0..<destination.byteCount {
            destination.storeBytes(of: UInt8(truncatingIfNeeded: offset + index), toByteOffset: index, as: UInt8.self)
        }
    }
}

@Suite struct `An HDF5 file that Ferry lays out` {
    private static let elements: [ElementType] = [
        .float16, .float32, .float64, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64,
    ]

    /// Every type, scalars and empty arrays, deep groups, and more members than one node of a group's tree holds.
    private static func draft() -> HDF5Draft {
        var numbers = HDF5Draft()
        numbers.attributes = [
            ("name", .string("Zahlen · 数")), ("names", .strings(["dense", "", "Ebene · 数"])), ("none", .strings([])),
        ]
        for element in elements { numbers.add(element.rawValue, CountingSource(element: element, shape: [3, 5, 7])) }
        numbers.add("scalar", CountingSource(element: .int64, shape: []))
        var many = HDF5Draft()
        for index in 0..<300 { many.add("w\(index)", CountingSource(element: .int8, shape: [index])) }
        var deep = HDF5Draft()
        for level in 0..<20 {
            var outer = HDF5Draft()
            outer.attributes = [("level", .string("\(level)")), ("empty", .string(""))]
            outer.add("inner", deep)
            deep = outer
        }
        var root = HDF5Draft()
        root.add("numbers", numbers)
        root.add("many", many)
        root.add("deep", deep)
        root.add("vars", HDF5Draft())
        return root
    }

    @Test func `is walked as libhdf5 reads it, with all that was put there`() throws {
        let image = try HDF5Image(Self.draft(), name: "drafted.h5")
        let file = try HDF5File(image)
        #expect(try FileContents(file) == FileContents(HDF5File(trusted: image)))
        for element in Self.elements {
            let source = try #require(file.root.descend(toDataset: "numbers/\(element.rawValue)")?.source)
            #expect(source.type == TensorType([3, 5, 7], element: element))
            #expect(try source.contents() == (0..<source.byteCount).map { UInt8(truncatingIfNeeded: $0) })
        }
        #expect(file.root.descend("many")?.childNames.count == 300)
        #expect(file.root.descend(toDataset: "many/w0")?.shape == [0])
        #expect(try file.root.descend(toDataset: "many/w299")?.source.contents().count == 299)
        #expect(try file.root.group("numbers")?.string("name") == "Zahlen · 数")
        #expect(try file.root.group("numbers")?.strings("names") == ["dense", "", "Ebene · 数"])
        let none = try #require(file.root.group("numbers")?.attributes["none"])
        #expect(none.kind == .number(.float64))
        #expect(none.shape == [0])
        let path = [String](repeating: "inner", count: 7).joined(separator: "/")
        #expect(try file.root.descend("deep/" + path)?.string("level") == "12")
        #expect(try file.root.descend("deep/" + path)?.string("empty") == "")
        #expect(file.root.group("vars")?.childNames == [])
    }

    @Test func `is the same bytes in windows of any size, and each time`() throws {
        let image = try HDF5Image(Self.draft(), name: "drafted.h5")
        let whole = try image.bytes()
        for size in [1, 3, 7, 4096, 10_001] {
            var bytes: [UInt8] = []
            for start in stride(from: 0, to: image.byteCount, by: size) {
                bytes += try image.bytes(start..<min(image.byteCount, start + size))
            }
            #expect(bytes == whole)
        }
        #expect(try HDF5Image(Self.draft(), name: "again.h5").bytes() == whole)
    }

    @Test func `reads no values before they are asked for, and says why it cannot`() throws {
        var root = HDF5Draft()
        root.add("gone", FailingSource())
        let image = try HDF5Image(root, name: "drafted.h5")
        let error = try #require(throws: FerryError.self) { try image.bytes() }
        #expect(error.problem == "the device is gone")
    }

    @Test func `grows by paths, and finds another place where one is taken`() throws {
        let number = CountingSource(element: .int8, shape: [2])
        var root = HDF5Draft()
        #expect(root.add(number, at: "dense/kernel") == "dense/kernel")
        #expect(root.add(number, at: "dense/kernel") == "dense_kernel_1")
        #expect(root.add(number, at: "dense/kernel/inner") == "dense_kernel_inner_1")
        #expect(root.add(number, at: "dense") == "dense_1")
        #expect(root.change("dense/deep") { $0.attributes = [("level", .string("2"))] })
        #expect(!root.change("dense/kernel/deep") { _ in })
        let file = try HDF5File(try HDF5Image(root, name: "drafted.h5"))
        #expect(file.root.childNames == ["dense", "dense_1", "dense_kernel_1", "dense_kernel_inner_1"])
        #expect(file.root.group("dense")?.childNames == ["deep", "kernel"])
        #expect(try file.root.descend("dense/deep")?.string("level") == "2")
    }

    @Test func `has no place for names that end before their end`() throws {
        var root = HDF5Draft()
        root.add("ker\0nel", CountingSource(element: .int8, shape: [2]))
        let error = try #require(throws: FerryError.self) { try HDF5Image(root, name: "drafted.h5") }
        #expect(error.code == .unsupported)
    }

    @Test func `has no place for numbers that HDF5 does not know`() throws {
        var group = HDF5Draft()
        group.add("kernel", CountingSource(element: .bfloat16, shape: [2]))
        var root = HDF5Draft()
        root.add("dense", group)
        let error = try #require(throws: FerryError.self) { try HDF5Image(root, name: "drafted.h5") }
        #expect(error.code == .unsupported)
        #expect(error.location == Location(file: "drafted.h5", path: "/dense/kernel"))
    }
}
