/// A tensor that lies contiguous in a byte source.
public struct RegionSource: TensorSource {
    public let element: ElementType
    public let shape: [Int]
    private let bytes: any ByteSource
    private let start: Int

    /// - Throws: `malformed` where the region passes the end of `bytes`.
    public init(_ bytes: any ByteSource, at start: Int, element: ElementType, shape: [Int]) throws(FerryError) {
        let count = shape.checkedElementCount.flatMap { $0.multipliedReportingOverflow(by: element.byteCount) }
        guard let count, !count.overflow, start >= 0, start <= bytes.byteCount, count.partialValue <= bytes.byteCount - start
        else {
            throw FerryError(
                .malformed, "a tensor of shape \(shape) passes the end of the file",
                found: "\(bytes.byteCount) bytes", at: Location(file: bytes.name, path: .byteOffset(start)))
        }
        self.bytes = bytes
        self.start = start
        self.element = element
        self.shape = shape
    }

    public func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        try bytes.read(at: start + offset, into: &destination)
    }
}
