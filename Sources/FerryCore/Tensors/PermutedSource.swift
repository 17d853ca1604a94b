/// A tensor whose elements are another's with the axes permuted, rearranged while they are read.
///
/// The base's elements are seen as an array of sizes `view`; axis `i` of the permuted array is axis `permutation[i]` of that
/// view; its elements, in row-major order, are the tensor's under `shape`. Memory stays within ``wholeByteCount`` for a part of
/// the base and as much for the part of the tensor made from it.
public struct PermutedSource: TensorSource {
    /// A base of at most this size is held as a whole: one read, where the runs of a part could be short and many.
    static let wholeByteCount = 16 << 20
    /// How much of a larger base is held at once.
    static let blockByteCount = 4 << 20

    let base: any TensorSource
    let axes: AxisPermutation
    public let shape: [Int]
    public var element: ElementType { base.element }

    private init(_ base: any TensorSource, _ axes: AxisPermutation, shape: [Int]) {
        self.base = base
        self.axes = axes
        self.shape = shape
    }

    /// `base` seen as an array of sizes `view`, its axes permuted, under `shape`: the base itself where that changes nothing,
    /// and one permutation where the base is a permuted source of matching axes, so that a permutation and its inverse cancel.
    ///
    /// - Parameters:
    ///   - view: sizes whose product is the base's element count; the base's shape by default.
    ///   - shape: sizes of the same product; the permuted view's by default.
    public static func permuting(
        _ base: any TensorSource, viewedAs view: [Int]? = nil, by permutation: [Int], shape: [Int]? = nil
    ) -> any TensorSource {
        let view = view ?? base.shape
        precondition(view.elementCount == base.elementCount, "\(view) does not hold the elements of \(base.shape)")
        precondition(permutation.sorted() == Array(view.indices), "\(permutation) permutes no \(view.count) axes")
        let shape = shape ?? permutation.map { view[$0] }
        precondition(shape.elementCount == base.elementCount, "\(shape) does not hold the elements of \(base.shape)")
        let axes = AxisPermutation(view: view, permutation: permutation)
        if let inner = base as? PermutedSource, let both = inner.axes.followed(by: axes) {
            return both.isIdentity
                ? ReshapedSource.reshaping(inner.base, to: shape) : PermutedSource(inner.base, both, shape: shape)
        }
        return axes.isIdentity ? ReshapedSource.reshaping(base, to: shape) : PermutedSource(base, axes, shape: shape)
    }

    func reshaped(to shape: [Int]) -> PermutedSource { PermutedSource(base, axes, shape: shape) }

    public func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        let width = element.byteCount
        let end = offset + destination.byteCount
        var done = offset
        var buffers = PermutedBlock.Buffers()
        while done < end {
            let block = block(from: done / width, to: (end + width - 1) / width)
            try block.load(from: base, into: &buffers)
            let blockStart = block.elements.lowerBound * width
            let stop = min(end, block.elements.upperBound * width)
            // Safety: the block holds the bytes from `done` to `stop`, and the destination those from `offset` to `end`.
            unsafe buffers.permuted.withUnsafeBytes { source in
                unsafe destination.withUnsafeMutableBytes { target in
                    unsafe UnsafeMutableRawBufferPointer(rebasing: target[done - offset..<stop - offset])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[done - blockStart..<stop - blockStart]))
                }
            }
            done = stop
        }
    }

    public func forEachWindow(
        of windowByteCount: Int, _ body: (RawSpan) throws(FerryError) -> Void
    ) throws(FerryError) {
        var next = 0
        var buffers = PermutedBlock.Buffers()
        while next < elementCount {
            let block = block(from: next, to: elementCount)
            try block.load(from: base, into: &buffers)
            let byteCount = block.elements.count * element.byteCount
            for start in stride(from: 0, to: byteCount, by: windowByteCount) {
                try unsafe body(buffers.permuted.span.bytes.extracting(start..<min(start + windowByteCount, byteCount)))
            }
            next = block.elements.upperBound
        }
    }

    private func block(from first: Int, to end: Int) -> PermutedBlock {
        let limit = base.byteCount <= Self.wholeByteCount ? Self.wholeByteCount : Self.blockByteCount
        return PermutedBlock(axes, from: first, to: end, limit: limit / element.byteCount)
    }
}

/// A tensor with another shape and the same bytes.
public struct ReshapedSource: TensorSource {
    private let base: any TensorSource
    public let shape: [Int]
    public var element: ElementType { base.element }

    /// `base` under `shape`; the base itself where it has that shape.
    public static func reshaping(_ base: any TensorSource, to shape: [Int]) -> any TensorSource {
        precondition(shape.elementCount == base.elementCount, "\(shape) does not hold the elements of \(base.shape)")
        if base.shape == shape { return base }
        switch base {
        case let reshaped as ReshapedSource: return reshaping(reshaped.base, to: shape)
        case let permuted as PermutedSource: return permuted.reshaped(to: shape)
        default: return ReshapedSource(base: base, shape: shape)
        }
    }

    public func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        try base.read(at: offset, into: &destination)
    }
}
