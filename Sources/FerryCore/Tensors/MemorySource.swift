/// A float32 tensor in memory as a source.
public struct MemorySource: TensorSource {
    private let tensor: Tensor<Float>

    public init(_ tensor: Tensor<Float>) { self.tensor = tensor }

    public var element: ElementType { .float32 }
    public var shape: [Int] { tensor.shape }

    public func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        // Safety: the caller keeps the range within the tensor; a little-endian machine stores a Float as files do.
        unsafe destination.withUnsafeMutableBytes { target in
            unsafe tensor.elements.withUnsafeBytes { source in
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + target.count]))
            }
        }
    }
}
