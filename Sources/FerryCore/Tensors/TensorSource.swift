/// A tensor whose type is known now and whose bytes come later.
///
/// Weights pass through Ferry as sources, so that converting a model takes memory for a window and not for the model.
public protocol TensorSource: Sendable {
    var element: ElementType { get }
    var shape: [Int] { get }

    /// Fills `destination` with the little-endian bytes of this tensor from byte `offset` on, in row-major order.
    ///
    /// - Precondition: `offset + destination.byteCount` is within the tensor.
    /// - Throws: `io` where the file cannot be read, `malformed` where it changed since it was checked.
    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError)

    /// Calls `body` with the tensor's bytes, in order, in windows of at most `windowByteCount` bytes.
    ///
    /// - Throws: as ``read(at:into:)``, and what `body` throws.
    func forEachWindow(of windowByteCount: Int, _ body: (RawSpan) throws(FerryError) -> Void) throws(FerryError)
}

extension TensorSource {
    public var type: TensorType { TensorType(shape, element: element) }
    public var elementCount: Int { shape.elementCount }
    public var byteCount: Int { elementCount * element.byteCount }

    /// The bytes of `range`, in memory.
    ///
    /// - Throws: as ``read(at:into:)``.
    public func bytes(_ range: Range<Int>) throws(FerryError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var span = bytes.mutableSpan
        // Safety: every byte pattern is a valid UInt8.
        var destination = unsafe span.mutableBytes
        try read(at: range.lowerBound, into: &destination)
        return bytes
    }

    /// Calls `body` with the tensor's bytes, in order, in windows of at most ``TensorWindow/byteCount``.
    public func forEachWindow(_ body: (RawSpan) throws(FerryError) -> Void) throws(FerryError) {
        try forEachWindow(of: TensorWindow.byteCount, body)
    }

    public func forEachWindow(
        of windowByteCount: Int, _ body: (RawSpan) throws(FerryError) -> Void
    ) throws(FerryError) {
        var buffer = [UInt8](repeating: 0, count: Swift.min(windowByteCount, byteCount))
        var offset = 0
        while offset < byteCount {
            buffer.removeLast(Swift.max(0, buffer.count - (byteCount - offset)))
            do {
                var span = buffer.mutableSpan
                // Safety: every byte pattern is a valid UInt8.
                var bytes = unsafe span.mutableBytes
                try read(at: offset, into: &bytes)
            }
            try unsafe body(buffer.span.bytes)
            offset += buffer.count
        }
    }

    /// The whole tensor in memory as float32.
    ///
    /// - Throws: `unsupported` where the elements are not floating point.
    public func loadFloat() throws(FerryError) -> Tensor<Float> {
        guard element != .float32 else {
            var elements = [Float](repeating: 0, count: elementCount)
            var span = elements.mutableSpan
            // Safety: every bit pattern is a valid Float.
            var bytes = unsafe span.mutableBytes
            try read(at: 0, into: &bytes)
            return Tensor(shape: shape, elements: elements)
        }
        return Tensor(try loadDouble())
    }

    /// The whole tensor in memory as float64; exact for every floating type.
    ///
    /// - Throws: `unsupported` where the elements are not floating point.
    public func loadDouble() throws(FerryError) -> Tensor<Double> {
        let decode = try FloatDecoding(element)
        var elements: [Double] = []
        elements.reserveCapacity(elementCount)
        try forEachWindow { (window: RawSpan) throws(FerryError) in decode.append(window, to: &elements) }
        return Tensor(shape: shape, elements: elements)
    }
}

/// How much of a tensor is in memory at once while it moves from file to file.
public enum TensorWindow {
    /// 1 MiB: larger windows gain nothing, smaller ones cost system calls.
    public static let byteCount = 1 << 20
}

/// Decodes little-endian floating-point bytes into float64.
package struct FloatDecoding {
    private let element: ElementType

    package init(_ element: ElementType) throws(FerryError) {
        guard element.isFloatingPoint else {
            throw FerryError(
                .unsupported, "a tensor holds elements that are not floating point",
                expected: "float16, bfloat16, float32 or float64", found: element.rawValue)
        }
        self.element = element
    }

    package func append(_ bytes: RawSpan, to elements: inout [Double]) {
        let width = element.byteCount
        for offset in stride(from: 0, to: bytes.byteCount, by: width) {
            elements.append(value(bytes, at: offset))
        }
    }

    private func value(_ bytes: RawSpan, at offset: Int) -> Double {
        switch element {
        case .float16: Self.half(UInt16(littleEndian: bytes.load(at: offset)))
        case .bfloat16: Double(Float(bitPattern: UInt32(UInt16(littleEndian: bytes.load(at: offset))) << 16))
        case .float32: Double(Float(bitPattern: UInt32(littleEndian: bytes.load(at: offset))))
        default: Double(bitPattern: UInt64(littleEndian: bytes.load(at: offset)))
        }
    }

    /// IEEE 754 binary16, spelt out because `Float16` does not exist on every platform.
    private static func half(_ bits: UInt16) -> Double {
        let sign: Double = bits & 0x8000 == 0 ? 1 : -1
        let exponent = Int(bits >> 10 & 0x1f)
        let fraction = Double(bits & 0x3ff)
        return switch exponent {
        case 0: sign * fraction * 0x1p-24
        case 31: fraction == 0 ? sign * .infinity : .nan
        default: sign * (1 + fraction * 0x1p-10) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
        }
    }
}
