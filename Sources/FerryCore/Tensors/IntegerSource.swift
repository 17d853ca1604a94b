/// A tensor of integers, or of bools as 0 and 1, in memory as a source.
package struct IntegerSource: TensorSource {
    package let element: ElementType
    package let shape: [Int]
    private let bytes: [UInt8]

    /// - Precondition: the integers fill the shape, and the type holds each of them.
    package init(_ integers: [Int], shape: [Int], element: ElementType = .int64) {
        precondition(integers.count == shape.elementCount, "\(integers.count) integers do not fill \(shape)")
        self.element = element
        self.shape = shape
        let width = element.byteCount
        bytes = integers.flatMap { integer in (0..<width).map { UInt8(truncatingIfNeeded: integer >> (8 * $0)) } }
    }

    package func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        try MemoryByteSource(bytes, name: "integers").read(at: offset, into: &destination)
    }
}

extension TensorSource {
    /// The whole tensor in memory as integers, bools as 0 and 1.
    ///
    /// - Throws: `unsupported` where the elements are floating point, or one is beyond `Int`.
    package func loadIntegers() throws(FerryError) -> [Int] {
        guard !element.isFloatingPoint else {
            throw FerryError(
                .unsupported, "a tensor holds elements that are no integers", expected: "integers", found: element.rawValue)
        }
        let bytes = try bytes(0..<byteCount)
        let width = element.byteCount
        var integers: [Int] = []
        integers.reserveCapacity(elementCount)
        for start in stride(from: 0, to: bytes.count, by: width) {
            var bits: UInt64 = 0
            for place in (0..<width).reversed() { bits = bits << 8 | UInt64(bytes[start + place]) }
            guard let integer = element.integer(bits) else {
                throw FerryError(.unsupported, "an integer is too large", expected: "at most \(Int.max)", found: "\(bits)")
            }
            integers.append(integer)
        }
        return integers
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
}
