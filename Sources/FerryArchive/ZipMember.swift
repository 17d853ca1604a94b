/// A member of a zip archive, as its directory describes it.
package struct ZipMember: Hashable, Sendable {
    /// How the bytes are packed.
    package enum Method: UInt16, Sendable {
        case stored = 0
        case deflated = 8
    }

    package let name: String
    package let method: Method
    package let byteCount: Int
    package let checksum: UInt32
    /// The packed bytes in the archive.
    let packed: Range<Int>
}
