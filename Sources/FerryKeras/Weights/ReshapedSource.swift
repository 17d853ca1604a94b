internal import FerryCore

/// A tensor under another shape of as many elements.
struct ReshapedSource: TensorSource {
    let shape: [Int]
    private let original: any TensorSource

    init(_ original: any TensorSource, shape: [Int]) {
        precondition(shape.elementCount == original.elementCount)
        self.original = original
        self.shape = shape
    }

    var element: ElementType { original.element }

    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        try original.read(at: offset, into: &destination)
    }
}
