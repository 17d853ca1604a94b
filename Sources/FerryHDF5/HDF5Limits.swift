/// What keeps a hostile HDF5 file harmless. Keras's largest files stay far below each of these.
package struct HDF5Limits: Sendable {
    /// Groups below the root. Each level of nested models takes two.
    package var depth = 32
    package var objectCount = 100_000
    /// Bytes of headers, trees and heaps: they stay in memory while the file is open.
    package var metadataByteCount = 64 << 20
    /// Bytes of one attribute's values, and of one global heap collection, which libhdf5 loads whole.
    package var attributeByteCount = 32 << 20
    package var nameByteCount = 1024
    package var attributeCount = 10_000
    package var rank = 8
    package var elementCount = 1 << 40
    /// Blocks that one object header may be continued in.
    package var headerBlockCount = 64
    /// Levels of a group's B-tree: 4 hold more than a million names.
    package var treeLevel = 4
    /// Bytes of one chunk of a chunked dataset, which libhdf5 holds whole.
    package var chunkByteCount = 16 << 20
    /// How much larger than the file compressed datasets may be in all, beyond `inflatedAllowance`.
    package var inflationRatio = 100
    package var inflatedAllowance = 64 << 20

    package init() {}
}
