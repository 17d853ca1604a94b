internal import FerryCore

/// An HDF5 datatype, as far as Keras's files use them.
enum StoredType: Hashable {
    case number(ElementType)
    case fixedString(byteCount: Int)
    case variableString
    /// Noted as unusual.
    case other(byteCount: Int)

    var byteCount: Int {
        switch self {
        case .number(let element): element.byteCount
        case .fixedString(let byteCount), .other(let byteCount): byteCount
        // A length, a heap's address and an object's index.
        case .variableString: 16
        }
    }

    var kind: HDF5ValueKind {
        switch self {
        case .number(let element): .number(element)
        case .fixedString(let byteCount): .fixedString(byteCount: byteCount)
        case .variableString: .variableString
        case .other: .other
        }
    }
}

/// Section IV.A.2.d: the datatype message.
extension StructureWalk {
    /// Reads the datatype in `body`; what is no plain little-endian number or string is noted as unusual.
    mutating func datatype(_ body: Range<Int>) throws(FerryError) -> StoredType {
        guard body.count >= 8 else { throw damaged("a datatype is too short", at: body.lowerBound) }
        let start = try reader.bytes(at: body.lowerBound, count: 4)
        let version = start[0] >> 4
        let typeClass = start[0] & 15
        let bits = Array(start[1...])
        let size = Int(try reader.integer(at: body.lowerBound + 4, as: UInt32.self))
        guard 1...3 ~= version, typeClass <= 10, size > 0 else { throw damaged("a datatype is unknown", at: body.lowerBound) }
        guard version == 1 else { return unusual("a datatype of version \(version)", size, at: body.lowerBound) }
        switch typeClass {
        case 0: return try integer(body, bits: bits, size: size)
        case 1: return try float(body, bits: bits, size: size)
        case 3:
            // Padding in the low half (ends with zero, zeros, spaces), character set in the high one (ASCII, UTF-8).
            guard bits[0] & 15 <= 2, bits[0] >> 4 <= 1, bits[1] == 0, bits[2] == 0 else {
                throw damaged("a string type is broken", at: body.lowerBound)
            }
            guard size <= limits.attributeByteCount else {
                throw .limitHDF5(
                    "a string type is too long", at: at(body.lowerBound), limit: limits.attributeByteCount, found: size)
            }
            return .fixedString(byteCount: size)
        case 9:
            guard bits[0] & 15 == 1 else { return unusual("a list type", size, at: body.lowerBound) }
            guard size == 16, bits[0] >> 4 <= 2, bits[1] <= 1, bits[2] == 0, body.count >= 16 else {
                throw damaged("a variable-length string type is broken", at: body.lowerBound)
            }
            let base = try reader.bytes(at: body.lowerBound + 8, count: 1)[0]
            // The base is one byte: of a string type, or of an integer type.
            guard base == 0x13 || base == 0x10, try datatype(body.lowerBound + 8..<body.upperBound).byteCount == 1 else {
                throw damaged("a variable-length string type is broken", at: body.lowerBound + 8)
            }
            return .variableString
        default: return unusual("a datatype of class \(typeClass)", size, at: body.lowerBound)
        }
    }

    private mutating func unusual(_ structure: String, _ byteCount: Int, at offset: Int) -> StoredType {
        note(structure, at: offset)
        return .other(byteCount: byteCount)
    }

    private mutating func integer(_ body: Range<Int>, bits: [UInt8], size: Int) throws(FerryError) -> StoredType {
        // Bit 0 is the byte order, bit 3 the sign.
        guard body.count >= 12, bits[0] & ~9 == 0, bits[1] == 0, bits[2] == 0, [1, 2, 4, 8].contains(size),
            try reader.integer(at: body.lowerBound + 8, as: UInt16.self) == 0,
            try reader.integer(at: body.lowerBound + 10, as: UInt16.self) == 8 * size
        else { throw damaged("an integer type is broken", at: body.lowerBound) }
        guard bits[0] & 1 == 0 else { return unusual("big-endian numbers", size, at: body.lowerBound) }
        let name = (bits[0] & 8 == 0 ? "uint" : "int") + "\(8 * size)"
        guard let element = ElementType(rawValue: name) else { throw damaged("an integer type is broken", at: body.lowerBound) }
        return .number(element)
    }

    private mutating func float(_ body: Range<Int>, bits: [UInt8], size: Int) throws(FerryError) -> StoredType {
        guard body.count >= 20 else { throw damaged("a floating-point type is too short", at: body.lowerBound) }
        let fields = try reader.bytes(at: body.lowerBound + 8, count: 12)
        guard let layout = FloatLayout.all.first(where: { $0.byteCount == size && $0.fields == fields }),
            bits[0] & ~1 == 0x20, Int(bits[1]) == 8 * size - 1, bits[2] == 0
        else {
            return unusual("floating-point numbers that are none of IEEE 754's", size, at: body.lowerBound)
        }
        guard bits[0] & 1 == 0 else { return unusual("big-endian numbers", size, at: body.lowerBound) }
        return .number(layout.element)
    }
}

/// The properties by which HDF5 describes IEEE 754's types: offset and precision in bits, place and size of exponent and fraction,
/// and the exponent's bias.
private struct FloatLayout {
    let element: ElementType
    let fields: [UInt8]
    var byteCount: Int { element.byteCount }

    static let all = [
        FloatLayout(element: .float16, fields: [0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0]),
        FloatLayout(element: .float32, fields: [0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]),
        FloatLayout(element: .float64, fields: [0, 0, 64, 0, 52, 11, 0, 52, 0xff, 3, 0, 0]),
    ]
}
