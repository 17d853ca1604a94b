internal import FerryCore

/// The header of a `.npy` file: element type, order and shape, as a Python dictionary.
///
/// Source: NEP 1 and `numpy.lib.format`, versions 1.0 and 2.0.
struct NPYHeader: Hashable {
    let element: ElementType
    /// Whether the first axis runs fastest.
    let isFortranOrder: Bool
    let shape: [Int]
    /// Where the elements start.
    let byteCount: Int

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// - Throws: `malformed`, `unsupported` for element types that Ferry has no tensors of, `limit`, `io`.
    init(_ bytes: any ByteSource, limits: ArchiveLimits) throws(FerryError) {
        let start = try bytes.bytes(0..<min(12, bytes.byteCount))
        guard start.starts(with: Self.magic), start.count == 12 else {
            throw .damagedArray("the data is no NumPy array", in: bytes.name)
        }
        // Version 1.0 counts the dictionary in two bytes, 2.0 in four.
        let width: Int
        switch (start[6], start[7]) {
        case (1, 0): width = 2
        case (2, 0): width = 4
        default:
            throw FerryError(
                .unsupported, "the array's format is of version \(start[6]).\(start[7])", expected: "1.0 or 2.0",
                at: Location(file: bytes.name), remedy: "write the array again with numpy.save")
        }
        let count = start[8..<8 + width].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= limits.arrayHeaderByteCount else {
            throw FerryError(
                .limit, "the array's header is too long", expected: "at most \(limits.arrayHeaderByteCount) bytes",
                found: "\(count)", at: Location(file: bytes.name))
        }
        byteCount = 8 + width + count
        var parser = DictionaryParser(try bytes.bytes(8 + width..<byteCount), at: 8 + width, in: bytes.name)
        let fields = try parser.header()
        element = try Self.element(fields.descr, in: bytes.name)
        isFortranOrder = fields.isFortranOrder
        shape = fields.shape
        guard shape.count <= limits.arrayRank, Self.product(shape) <= limits.arrayElementCount else {
            throw FerryError(
                .limit, "the array is too large", expected: "at most \(limits.arrayElementCount) elements", found: "\(shape)",
                at: Location(file: bytes.name))
        }
        let expected = shape.elementCount * element.byteCount
        guard bytes.byteCount - byteCount == expected else {
            throw .damagedArray(
                "the array's size is not its shape's", in: bytes.name, at: byteCount, expected: "\(expected) bytes",
                found: "\(bytes.byteCount - byteCount)")
        }
    }

    /// An axis of size 0 counts as 1: strides, too, are products of these sizes. Beyond `Int`, the largest one.
    private static func product(_ shape: [Int]) -> Int { shape.map { max(1, $0) }.checkedElementCount ?? .max }

    /// NumPy's letter and width for each element type.
    private static let codes: [ElementType: String] = [
        .float16: "f2", .float32: "f4", .float64: "f8", .int8: "i1", .int16: "i2", .int32: "i4", .int64: "i8",
        .uint8: "u1", .uint16: "u2", .uint32: "u4", .uint64: "u8", .bool: "b1",
    ]

    /// The `descr` of an element type, or nothing where NumPy has no such type.
    static func descr(_ element: ElementType) -> String? {
        codes[element].map { (element.byteCount == 1 ? "|" : "<") + $0 }
    }

    private static func element(_ descr: String, in file: String) throws(FerryError) -> ElementType {
        if let known = codes.first(where: { Self.descr($0.key) == descr }) { return known.key }
        let isBigEndian = descr.hasPrefix(">")
        throw FerryError(
            .unsupported, isBigEndian ? "the array is big-endian" : "the array's element type is none of Ferry's",
            expected: "little-endian numbers", found: "'\(descr)'", at: Location(file: file, path: "descr"),
            remedy: "convert the array with astype before saving it")
    }

    /// The bytes of a version 1.0 header, padded with spaces so that the elements start at a multiple of 64.
    static func encode(element: ElementType, shape: [Int], descr: String) -> [UInt8] {
        let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        let text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(sizes)), }"
        let padding = 63 - (magic.count + 4 + text.utf8.count) % 64
        let count = text.utf8.count + padding + 1
        return magic + [1, 0, UInt8(count & 0xff), UInt8(count >> 8)] + Array(text.utf8)
            + [UInt8](repeating: 0x20, count: padding) + [0x0a]
    }
}

/// Reads the one Python dictionary that `numpy.save` writes; no other Python is understood.
private struct DictionaryParser {
    struct Fields {
        let descr: String
        let isFortranOrder: Bool
        let shape: [Int]
    }

    private let bytes: [UInt8]
    private let origin: Int
    private let file: String
    private var position = 0

    init(_ bytes: [UInt8], at origin: Int, in file: String) {
        self.bytes = bytes
        self.origin = origin
        self.file = file
    }

    mutating func header() throws(FerryError) -> Fields {
        var descr: String?
        var isFortranOrder: Bool?
        var shape: [Int]?
        try expect("{")
        while !skip("}") {
            let key = try string()
            try expect(":")
            switch key {
            case "descr" where descr == nil: descr = try self.descr()
            case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
            case "shape" where shape == nil: shape = try tuple()
            default: throw damaged("the array's header has an unknown key", found: "'\(key)'")
            }
            if !skip(",") {
                try expect("}")
                break
            }
        }
        skipSpace()
        guard position == bytes.count else { throw damaged("there is text after the array's header") }
        guard let descr, let isFortranOrder, let shape else {
            throw damaged("the array's header is incomplete", expected: "descr, fortran_order and shape")
        }
        return Fields(descr: descr, isFortranOrder: isFortranOrder, shape: shape)
    }

    private mutating func descr() throws(FerryError) -> String {
        guard !skip("[") else {
            throw FerryError(
                .unsupported, "the array holds records", expected: "numbers", at: Location(file: file, path: "descr"),
                remedy: "save each field of the records as an array of its own")
        }
        return try string()
    }

    private mutating func string() throws(FerryError) -> String {
        skipSpace()
        guard position < bytes.count, [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(bytes[position]),
            let end = bytes[(position + 1)...].firstIndex(of: bytes[position])
        else { throw damaged("the array's header is broken", expected: "a string") }
        let text = bytes[position + 1..<end]
        guard text.allSatisfy({ 0x20...0x7e ~= $0 && $0 != UInt8(ascii: "\\") }) else {
            throw damaged("the array's header is broken", expected: "a plain string")
        }
        position = end + 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func boolean() throws(FerryError) -> Bool {
        for (word, value) in [("True", true), ("False", false)] where skip(word) { return value }
        throw damaged("the array's header is broken", expected: "True or False")
    }

    private mutating func tuple() throws(FerryError) -> [Int] {
        var sizes: [Int] = []
        try expect("(")
        while !skip(")") {
            skipSpace()
            let digits = bytes[position...].prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            guard let size = Int(String(decoding: digits, as: UTF8.self)) else {
                throw damaged("the array's shape is broken", expected: "a size")
            }
            position += digits.count
            sizes.append(size)
            if !skip(",") {
                // Python writes (3) for a number and (3,) for a tuple.
                guard sizes.count > 1 else { throw damaged("the array's shape is broken", expected: "','") }
                try expect(")")
                break
            }
        }
        return sizes
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x0a].contains(bytes[position]) { position += 1 }
    }

    private mutating func skip(_ word: String) -> Bool {
        skipSpace()
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    private mutating func expect(_ word: String) throws(FerryError) {
        guard skip(word) else { throw damaged("the array's header is broken", expected: "'\(word)'") }
    }

    private func damaged(_ problem: String, expected: String? = nil, found: String? = nil) -> FerryError {
        .damagedArray(problem, in: file, at: origin + position, expected: expected, found: found)
    }
}
