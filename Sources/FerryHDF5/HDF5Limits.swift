/// What keeps a hostile HDF5 file harmless. Keras's largest files stay far below each of these.
struct HDF5Limits: Sendable {
    /// Groups below the root. Each level of nested models takes two.
    var depth = 32
    var objectCount = 100_000
    /// Bytes of headers, trees and heaps: they stay in memory while the file is open.
    var metadataByteCount = 64 << 20
    /// Bytes of one attribute's values, and of one global heap collection, which libhdf5 loads whole.
    var attributeByteCount = 32 << 20
    var nameByteCount = 1024
    var rank = 8
    var elementCount = 1 << 40
    /// Blocks that one object header may be continued in.
    var headerBlockCount = 64
    /// Levels of a group's B-tree: 4 hold more than a million names.
    var treeLevel = 4
    /// Bytes of one chunk of a chunked dataset, which libhdf5 holds whole.
    var chunkByteCount = 16 << 20
    /// How much larger than the file compressed datasets may be in all, beyond `inflatedAllowance`.
    var inflationRatio = 100
    var inflatedAllowance = 64 << 20
}
