/// The parameters of a node, read when a kernel packs them.
public struct KernelParameters: Sendable {
    /// One for each input of the operator; nothing for computed and absent ones.
    private let sources: [(any TensorSource)?]

    package init(_ sources: [(any TensorSource)?]) { self.sources = sources }

    /// The parameter at an input, whole; nothing where the input is absent.
    ///
    /// - Throws: what reading throws.
    func load(_ index: Int) throws(FerryError) -> Tensor<Float>? { try sources[index]?.loadFloat() }

    /// Calls `body` with the rows of a parameter, some at a time, so that a large one is never in memory twice.
    ///
    /// - Parameter rowCount: elements of a row, which divide the parameter's.
    /// - Throws: what reading throws.
    func forEachRows(
        of index: Int, rowCount: Int, _ body: (_ firstRow: Int, _ rows: [Float]) -> Void
    ) throws(FerryError) {
        guard let source = sources[index], rowCount > 0 else { return }
        guard source.element == .float32 else { return body(0, try source.loadFloat().elements) }
        let total = source.elementCount / rowCount
        let step = max(1, TensorWindow.byteCount / (rowCount * ElementType.float32.byteCount))
        var rows = [Float](repeating: 0, count: min(step, total) * rowCount)
        for first in stride(from: 0, to: total, by: step) {
            rows.removeLast(rows.count - min(step, total - first) * rowCount)
            do {
                var span = rows.mutableSpan
                // Safety: every bit pattern is a valid Float.
                var bytes = unsafe span.mutableBytes
                try source.read(at: first * rowCount * ElementType.float32.byteCount, into: &bytes)
            }
            body(first, rows)
        }
    }
}
