/// A tensor of another floating-point type as float32, each element rounded to nearest.
public struct Float32Source: TensorSource {
    private let original: any TensorSource
    private let decoding: FloatDecoding

    /// - Throws: `unsupported` where the elements are not floating point.
    public init(_ original: any TensorSource) throws(FerryError) {
        self.original = original
        decoding = try FloatDecoding(original.element)
    }

    public var element: ElementType { .float32 }
    public var shape: [Int] { original.shape }

    public func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        let width = element.byteCount
        let first = offset / width
        let last = (offset + destination.byteCount + width - 1) / width
        let bytes = try original.bytes(first * original.element.byteCount..<last * original.element.byteCount)
        var numbers: [Double] = []
        numbers.reserveCapacity(last - first)
        unsafe decoding.append(bytes.span.bytes, to: &numbers)
        let elements = numbers.map { Float($0).bitPattern.littleEndian }
        let skipped = offset - first * width
        // Safety: from `skipped` on, `elements` hold at least as many bytes as `destination`, by the choice of `last`.
        unsafe destination.withUnsafeMutableBytes { target in
            unsafe elements.withUnsafeBytes { source in
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[skipped..<skipped + target.count]))
            }
        }
    }
}
