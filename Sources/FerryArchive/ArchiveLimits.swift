/// What keeps a hostile archive harmless.
struct ArchiveLimits: Sendable {
    var memberCount = 65_535
    var nameByteCount = 1024
    /// Bytes of the central directory, which is read whole.
    var directoryByteCount = 16 << 20
    /// Bytes of one member that is inflated in memory.
    var inflatedByteCount = 2 << 30
    /// How much larger than the archive its compressed members may be in all, beyond `inflatedAllowance`: arrays of zeros
    /// shrink a thousandfold, and small ones do no harm.
    var inflationRatio = 100
    var inflatedAllowance = 16 << 20
    /// Bytes of the header of a `.npy` file.
    var arrayHeaderByteCount = 65_536
    var arrayElementCount = 1 << 40
    var arrayRank = 32
}
