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
        self.init(source.element, shape: source.shape, integers: try source.loadIntegers())
    }

    /// The array as a tensor of a file, of the array's type.
    ///
    /// - Precondition: the values are known.
    var source: any TensorSource {
        switch values {
        case .unknown: preconditionFailure("an array without values has no bytes")
        case .numbers(let numbers): NumberSource(numbers, element, shape: shape)
        case .integers(let integers): IntegerSource(integers, shape: shape, element: element)
        }
    }
}

/// Floating-point numbers of any type in memory as a source.
private struct NumberSource: TensorSource {
    let element: ElementType
    let shape: [Int]
    private let bytes: [UInt8]

    init(_ numbers: [Double], _ element: ElementType, shape: [Int]) {
        self.element = element
        self.shape = shape
        let width = UInt64(element.byteCount)
        bytes = numbers.map(element.pattern).flatMap { pattern in
            (0..<width).map { UInt8(truncatingIfNeeded: pattern >> (8 * $0)) }
        }
    }

    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        try MemoryByteSource(bytes, name: "numbers").read(at: offset, into: &destination)
    }
}

extension ElementType {
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
