import FerryCore
import Synchronization

/// Bytes that somebody changes while they are being read.
final class ChangingSource: ByteSource {
    let name = "changing.h5"
    let byteCount: Int
    private let contents: Mutex<[UInt8]>

    init(_ contents: [UInt8]) {
        byteCount = contents.count
        self.contents = Mutex(contents)
    }

    func change(_ body: (inout [UInt8]) -> Void) { contents.withLock { body(&$0) } }

    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        let current = MemoryByteSource(contents.withLock { $0 }, name: name)
        try current.read(at: offset, into: &destination)
    }
}
