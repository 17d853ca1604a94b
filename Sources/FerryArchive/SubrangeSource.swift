package import FerryCore

/// A part of another byte source, under a name of its own.
package struct SubrangeSource: ByteSource {
    package let name: String
    package let byteCount: Int
    private let base: any ByteSource
    private let start: Int

    /// - Precondition: `range` lies within `base`.
    package init(_ base: any ByteSource, range: Range<Int>, name: String) {
        precondition(range.lowerBound >= 0 && range.upperBound <= base.byteCount)
        self.base = base
        self.name = name
        start = range.lowerBound
        byteCount = range.count
    }

    package func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        guard offset >= 0, offset <= byteCount, destination.byteCount <= byteCount - offset else {
            throw FerryError(
                .malformed, "the data ends too early", expected: "bytes up to \(offset + destination.byteCount)",
                found: "\(byteCount) bytes", at: Location(file: name, path: .byteOffset(offset)))
        }
        try base.read(at: start + offset, into: &destination)
    }
}
