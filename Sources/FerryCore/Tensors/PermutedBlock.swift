/// A contiguous part of a permuted tensor, and the part of the base that it is made of.
///
/// The outermost axes have one index each, the next one a range, the inner ones all of theirs.
struct PermutedBlock {
    /// The elements of the permuted tensor, in row-major order.
    let elements: Range<Int>
    /// The base's axes: where the part starts, and how many indices it takes.
    private let starts: [Int]
    private let counts: [Int]
    private let axes: AxisPermutation

    /// The largest block of at most `limit` elements (or one, where even that is more) that holds element `first`, cut to what
    /// holds the elements before `end`.
    init(_ axes: AxisPermutation, from first: Int, to end: Int, limit: Int) {
        let sizes = axes.sizes
        let strides = sizes.rowMajorStrides
        let split = sizes.indices.first { strides[$0] <= limit } ?? sizes.count - 1
        var starts = axes.view.map { _ in 0 }
        var counts = axes.view
        var blockStart = 0
        for axis in 0...split {
            let index = first / strides[axis] % sizes[axis]
            starts[axes.permutation[axis]] = index
            counts[axes.permutation[axis]] = 1
            blockStart += index * strides[axis]
        }
        let wanted = (end - blockStart + strides[split] - 1) / strides[split]
        let left = sizes[split] - starts[axes.permutation[split]]
        let count = min(wanted, left, max(1, limit / strides[split]))
        counts[axes.permutation[split]] = count
        elements = blockStart..<blockStart + count * strides[split]
        self.starts = starts
        self.counts = counts
        self.axes = axes
    }

    /// Memory that blocks use one after the other: fresh memory costs more than permuting does.
    struct Buffers {
        /// The base's part in the base's order.
        fileprivate var part: [UInt8] = []
        /// All of the base between the first and the last of the part's runs.
        fileprivate var cover: [UInt8] = []
        /// The block's bytes; a smaller block leaves what was behind it.
        fileprivate(set) var permuted: [UInt8] = []

        fileprivate mutating func reserve(_ byteCount: Int) {
            guard part.count < byteCount else { return }
            part = [UInt8](repeating: 0, count: byteCount)
            permuted = [UInt8](repeating: 0, count: byteCount)
        }
    }

    /// Rows shorter than this are cheaper to move in memory than to read one by one.
    private static let directByteCount = 4 << 10

    /// Puts the block's bytes, in the permuted order, at the start of `buffers.permuted`.
    func load(from base: any TensorSource, into buffers: inout Buffers) throws(FerryError) {
        let width = base.element.byteCount
        buffers.reserve(elements.count * width)
        let last = counts.count - 1
        if axes.permutation.last == last, counts[last] * width >= Self.directByteCount {
            // Rows that stay whole are read where they belong.
            return try read(
                runsOf: last, in: Array(axes.permutation.dropLast()), from: base, into: &buffers.permuted, &buffers.cover)
        }
        // Inside this axis the part takes everything, so that a range of it is one run.
        let runAxis = counts.indices.last { counts[$0] != axes.view[$0] } ?? 0
        try read(runsOf: runAxis, in: Array(0..<runAxis), from: base, into: &buffers.part, &buffers.cover)
        // Safety: both arrays hold the block's elements, and `permute` stays within the sizes in `counts`.
        unsafe buffers.part.withUnsafeBytes { source in
            unsafe buffers.permuted.withUnsafeMutableBytes { target in
                switch width {
                case 1: unsafe permute(source, target, of: UInt8.self)
                case 2: unsafe permute(source, target, of: UInt16.self)
                case 4: unsafe permute(source, target, of: UInt32.self)
                default: unsafe permute(source, target, of: UInt64.self)
                }
            }
        }
    }

    /// Reads the base's part in the longest runs that are contiguous there: the indices of `runAxis`, with all that lies inside
    /// it, for each combination of the other axes' indices, the last of `order` fastest.
    ///
    /// Short runs are taken out of what lies between the first and the last of them, where that is not too large: a window of a kernel
    /// is otherwise gathered four bytes at a time, a system call each.
    private func read(
        runsOf runAxis: Int, in order: [Int], from base: any TensorSource, into part: inout [UInt8], _ cover: inout [UInt8]
    ) throws(FerryError) {
        let width = base.element.byteCount
        let strides = axes.view.rowMajorStrides
        let runByteCount = counts[runAxis] * strides[runAxis] * width
        let first = starts.indices.reduce(0) { $0 + ($1 <= runAxis ? starts[$1] * strides[$1] : 0) } * width
        let span = counts.indices.reduce(0) { $0 + ($1 < runAxis ? (counts[$1] - 1) * strides[$1] : 0) } * width + runByteCount
        let isCovered = runByteCount < Self.directByteCount && span <= PermutedSource.wholeByteCount
        if isCovered {
            if cover.count < span { cover = [UInt8](repeating: 0, count: span) }
            var mutable = cover.mutableSpan
            // Safety: every byte pattern is a valid UInt8.
            var bytes = unsafe mutable.mutableBytes
            var target = bytes._mutatingExtracting(0..<span)
            try base.read(at: first, into: &target)
        }
        var mutable = part.mutableSpan
        // Safety: every byte pattern is a valid UInt8.
        var bytes = unsafe mutable.mutableBytes
        for run in 0..<order.map({ counts[$0] }).elementCount {
            var start = starts[runAxis] * strides[runAxis]
            var rest = run
            for axis in order.reversed() {
                start += (starts[axis] + rest % counts[axis]) * strides[axis]
                rest /= counts[axis]
            }
            // The stable spelling of this is deprecated in favour of the underscored one (Swift 6.3).
            var target = bytes._mutatingExtracting(run * runByteCount..<(run + 1) * runByteCount)
            guard isCovered else {
                try base.read(at: start * width, into: &target)
                continue
            }
            let from = start * width - first
            // Safety: the run lies inside the cover, whose bytes are not written meanwhile.
            unsafe target.withUnsafeMutableBytes { target in
                unsafe cover.withUnsafeBytes { cover in
                    unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: cover[from..<from + runByteCount]))
                }
            }
        }
    }

    /// Copies elements from the base's order to the permuted one, in tiles of the two axes that are contiguous in either.
    private func permute<Element: FixedWidthInteger>(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer, of type: Element.Type
    ) {
        let sizes = axes.permutation.map { counts[$0] }
        let sourceStrides = axes.permutation.map { counts.rowMajorStrides[$0] }
        let targetStrides = sizes.rowMajorStrides
        let input = unsafe source.bindMemory(to: type)
        let output = unsafe target.bindMemory(to: type)
        let inner = sizes.count - 1
        // In normal form the base's innermost axis may be the innermost afterwards too: then `column` takes the whole run.
        let column = axes.permutation.firstIndex(of: inner) ?? inner
        let outer = sizes.indices.filter { $0 != inner && $0 != column }
        let tile = 64
        for index in 0..<outer.map({ sizes[$0] }).elementCount {
            var from = 0
            var to = 0
            var rest = index
            for axis in outer.reversed() {
                from += rest % sizes[axis] * sourceStrides[axis]
                to += rest % sizes[axis] * targetStrides[axis]
                rest /= sizes[axis]
            }
            if column == inner {
                for i in 0..<sizes[inner] { unsafe output[to + i] = unsafe input[from + i] }
                continue
            }
            let (rows, rowStride) = (sizes[inner], sourceStrides[inner])
            let (columns, columnStride) = (sizes[column], targetStrides[column])
            for row in stride(from: 0, to: rows, by: tile) {
                for start in stride(from: 0, to: columns, by: tile) {
                    for c in start..<min(start + tile, columns) {
                        for r in row..<min(row + tile, rows) {
                            unsafe output[to + c * columnStride + r] = unsafe input[from + r * rowStride + c]
                        }
                    }
                }
            }
        }
    }
}
