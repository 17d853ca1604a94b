internal import FerryCore

extension ONNXArray {
    /// Reads a tensor of a file.
    ///
    /// - Throws: `limit` where it has more elements than `limit`, `unsupported` where an unsigned integer does not fit, and what
    ///   reading throws.
    init(_ source: any TensorSource, limit: Int) throws(FerryError) {
        guard let count = source.shape.checkedElementCount, count <= limit else {
            throw .limit("a constant is too large to compute with", limit: "\(limit) elements", found: "\(source.type)")
        }
        guard !source.element.isFloatingPoint else {
            self.init(source.element, shape: source.shape, numbers: try source.loadDouble().elements)
            return
        }
        let bytes = try source.bytes(0..<source.byteCount)
        let width = source.element.byteCount
        var integers: [Int] = []
        integers.reserveCapacity(count)
        for start in stride(from: 0, to: bytes.count, by: width) {
            var bits: UInt64 = 0
            for place in (0..<width).reversed() { bits = bits << 8 | UInt64(bytes[start + place]) }
            guard let integer = source.element.integer(bits) else {
                throw FerryError(.unsupported, "an integer is too large", expected: "at most \(Int.max)", found: "\(bits)")
            }
            integers.append(integer)
        }
        self.init(source.element, shape: source.shape, integers: integers)
    }

    /// The array as a tensor of a file, of the array's type.
    ///
    /// - Precondition: the values are known.
    var source: any TensorSource { ArraySource(self) }
}

/// An array's values in memory as a source.
private struct ArraySource: TensorSource {
    let element: ElementType
    let shape: [Int]
    private let bytes: [UInt8]

    init(_ array: ONNXArray) {
        element = array.element
        shape = array.shape
        let width = array.element.byteCount
        let patterns: [UInt64] =
            switch array.values {
            case .unknown: preconditionFailure("an array without values has no bytes")
            case .numbers(let numbers): numbers.map { [element] in element.pattern($0) }
            case .integers(let integers): integers.map { UInt64(bitPattern: Int64($0)) }
            }
        bytes = patterns.flatMap { pattern in (0..<width).map { UInt8(truncatingIfNeeded: pattern >> (8 * UInt64($0))) } }
    }

    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        try MemoryByteSource(bytes, name: "array").read(at: offset, into: &destination)
    }
}

extension ElementType {
    /// The integer that the low bits stand for; nothing where it is beyond `Int`.
    fileprivate func integer(_ bits: UInt64) -> Int? {
        switch self {
        case .bool: bits == 0 ? 0 : 1
        case .int8: Int(Int8(truncatingIfNeeded: bits))
        case .int16: Int(Int16(truncatingIfNeeded: bits))
        case .int32: Int(Int32(truncatingIfNeeded: bits))
        case .int64: Int(Int64(bitPattern: bits))
        default: Int(exactly: bits)
        }
    }

    /// The bits of the nearest value of this floating-point type.
    fileprivate func pattern(_ number: Double) -> UInt64 {
        switch self {
        case .float32: return UInt64(Float(number).bitPattern)
        case .bfloat16: return UInt64(Float(rounding(number)).bitPattern >> 16)
        case .float16: return Self.half(rounding(number))
        default: return number.bitPattern
        }
    }

    /// IEEE 754 binary16, spelt out because `Float16` does not exist on every platform.
    private static func half(_ value: Double) -> UInt64 {
        let sign: UInt64 = value.sign == .minus ? 0x8000 : 0
        guard !value.isNaN else { return 0x7e00 }
        let magnitude = abs(value)
        guard magnitude.isFinite else { return sign | 0x7c00 }
        guard magnitude >= 0x1p-14 else { return sign | UInt64(magnitude * 0x1p24) }
        let fraction = UInt64((magnitude.significand - 1) * 0x1p10)
        return sign | UInt64(magnitude.exponent + 15) << 10 | fraction
    }
}
