internal import FerryArchive
internal import FerryCore

/// One array of bytes in the format that MNIST is kept in, gzipped or not.
///
/// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", "the IDX file format": two zero bytes, the type
/// of the elements, the number of axes, each axis's size as a big-endian 32-bit number, the elements.
struct IDXFile {
    /// What a file is read for.
    enum Role: String {
        case pictures, labels

        /// Axes of such a file.
        var rank: Int {
            switch self {
            case .pictures: 3
            case .labels: 1
            }
        }
    }

    let shape: [Int]
    let elements: ArraySlice<UInt8>

    private static let unsignedBytes: UInt8 = 0x08
    private static let types: [UInt8: String] = [
        0x08: "unsigned bytes", 0x09: "signed bytes", 0x0b: "16-bit integers", 0x0c: "32-bit integers", 0x0d: "32-bit floats",
        0x0e: "64-bit floats",
    ]

    /// - Throws: `missingFile`, `io`; `malformed` where the file is cut short, too long or something else; `unsupported` for other
    ///   elements than unsigned bytes; `mismatch` where it is of the other role; `limit` for gzip data that grows too much.
    init(path: String, as role: Role) throws(FerryError) {
        let file = try FileByteSource(path: path)
        let isCompressed = try Gzip.isCompressed(file)
        // A plain file's size is checked before anything is read.
        if !isCompressed { _ = try Self.checkedShape(file, as: role) }
        let bytes = isCompressed ? try Gzip.unpacked(file) : try file.bytes()
        shape = try Self.checkedShape(MemoryByteSource(bytes, name: path), as: role)
        elements = bytes[(4 + 4 * shape.count)...]
    }

    /// The sizes that the header tells, with everything that can be known from it and the file's length checked.
    private static func checkedShape(_ file: any ByteSource, as role: Role) throws(FerryError) -> [Int] {
        let place = Location(file: file.name, path: .byteOffset(0))
        let header = try file.bytes(0..<min(4 + 4 * 255, file.byteCount))
        guard header.count >= 4, header[0] == 0, header[1] == 0, let type = types[header[2]] else {
            throw FerryError(
                .malformed, "the file is not in MNIST's format (IDX)", expected: "the bytes 0, 0, 8, \(role.rank)",
                found: try FileKind.describe(file), at: place, remedy: "give a folder with MNIST-style IDX files")
        }
        guard header[2] == unsignedBytes else {
            throw FerryError(
                .unsupported, "the IDX file holds \(type)", expected: "unsigned bytes", at: place,
                remedy: "write the \(role.rawValue) as bytes, or give an .npz")
        }
        let rank = Int(header[3])
        guard rank == role.rank else {
            let isOther = rank == Role.pictures.rank || rank == Role.labels.rank
            let other = rank == Role.pictures.rank ? Role.pictures : .labels
            throw FerryError(
                .mismatch, "the file holds no \(role.rawValue)", expected: "\(role.rank) axes",
                found: "\(rank) axes" + (isOther ? ", as \(other.rawValue) have" : ""), at: place,
                remedy: isOther ? "check whether the files' names are exchanged" : nil)
        }
        guard header.count >= 4 + 4 * rank else { throw ended(file, expected: 4 + 4 * rank) }
        let shape = (0..<rank).map { axis in header[4 + 4 * axis..<8 + 4 * axis].reduce(0) { $0 << 8 | Int($1) } }
        try check(shape, file, headerCount: 4 + 4 * rank)
        return shape
    }

    private static func check(_ shape: [Int], _ file: any ByteSource, headerCount: Int) throws(FerryError) {
        guard let count = shape.checkedElementCount, count <= Int.max - headerCount else {
            throw FerryError(
                .malformed, "the IDX file's sizes are beyond any file", found: "\(shape)",
                at: Location(file: file.name, path: .byteOffset(4)))
        }
        guard shape.dropFirst().allSatisfy({ $0 > 0 }) else {
            throw FerryError(
                .malformed, "the pictures have no pixels", expected: "a height and a width of at least 1", found: "\(shape)",
                at: Location(file: file.name, path: .byteOffset(8)))
        }
        guard file.byteCount >= headerCount + count else { throw ended(file, expected: headerCount + count) }
        guard file.byteCount == headerCount + count else {
            throw FerryError(
                .malformed, "the IDX file goes on after its last element", expected: "\(headerCount + count) bytes",
                found: "\(file.byteCount)", at: Location(file: file.name, path: .byteOffset(headerCount + count)),
                remedy: "fetch or write the file again")
        }
    }

    private static func ended(_ file: any ByteSource, expected: Int) -> FerryError {
        FerryError(
            .malformed, "the IDX file is cut short", expected: "\(expected) bytes", found: "\(file.byteCount)",
            at: Location(file: file.name, path: .byteOffset(file.byteCount)), remedy: "fetch or write the file again")
    }
}
