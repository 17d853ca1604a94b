/// A tensor in another floating-point type, converted while it is read: widening is exact, narrowing rounds to nearest.
public struct ConvertedSource: TensorSource {
    private let base: any TensorSource
    private let decoding: FloatDecoding
    public var element: ElementType { .float32 }
    public var shape: [Int] { base.shape }

    /// `base` as float32; the base itself where it is that.
    ///
    /// - Throws: `unsupported` where the elements are not floating point.
    public static func float32(_ base: any TensorSource) throws(FerryError) -> any TensorSource {
        guard base.element != .float32 else { return base }
        return ConvertedSource(base: base, decoding: try FloatDecoding(base.element))
    }

    public func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        let width = element.byteCount
        let first = offset / width
        let end = (offset + destination.byteCount + width - 1) / width
        var bytes = [UInt8](repeating: 0, count: (end - first) * base.element.byteCount)
        var span = bytes.mutableSpan
        // Safety: every byte pattern is a valid UInt8.
        var source = unsafe span.mutableBytes
        try base.read(at: first * base.element.byteCount, into: &source)
        var doubles: [Double] = []
        doubles.reserveCapacity(end - first)
        unsafe decoding.append(bytes.span.bytes, to: &doubles)
        let floats = doubles.map { Float($0).bitPattern.littleEndian }
        // Safety: the floats' bytes hold the destination's, which start at `offset` within them.
        unsafe floats.withUnsafeBytes { converted in
            let start = offset - first * width
            unsafe destination.withUnsafeMutableBytes { target in
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: converted[start..<start + target.count]))
            }
        }
    }
}
