/// A tensor of any element type, by its bytes in memory.
package struct StoredBytes: TensorSource {
    package let element: ElementType
    package let shape: [Int]
    private let contents: MemoryByteSource

    /// - Parameter contents: little-endian, row-major.
    /// - Precondition: the bytes fill the tensor.
    package init(_ element: ElementType, _ shape: [Int], _ contents: [UInt8]) {
        precondition(contents.count == shape.elementCount * element.byteCount, "\(contents.count) bytes do not fill \(shape)")
        (self.element, self.shape) = (element, shape)
        self.contents = MemoryByteSource(contents, name: "")
    }

    package func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        try contents.read(at: offset, into: &destination)
    }
}
