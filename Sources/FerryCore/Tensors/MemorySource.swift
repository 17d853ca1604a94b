/// A tensor in memory as a source.
public struct MemorySource<Scalar: BinaryFloatingPoint & BitwiseCopyable & Sendable>: TensorSource {
    public let element: ElementType
    private let tensor: Tensor<Scalar>

    public init(_ tensor: Tensor<Scalar>) where Scalar == Float { (self.tensor, element) = (tensor, .float32) }

    public init(_ tensor: Tensor<Scalar>) where Scalar == Double { (self.tensor, element) = (tensor, .float64) }

    public var shape: [Int] { tensor.shape }

    public func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        // Safety: the caller keeps the range within the tensor; a little-endian machine stores numbers as files do.
        unsafe destination.withUnsafeMutableBytes { target in
            unsafe tensor.elements.withUnsafeBytes { source in
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + target.count]))
            }
        }
    }
}
