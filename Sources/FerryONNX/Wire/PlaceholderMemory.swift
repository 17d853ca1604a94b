internal import FerryCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Addresses that stand for tensors' values: reserved, never readable, taking no memory.
///
/// libprotobuf-c passes a `bytes` field to its sink by pointer without touching it, so the sink can recognise the address and
/// write the tensor's values instead.
@safe final class PlaceholderMemory {
    private let start: UnsafeMutableRawPointer
    private let byteCount: Int
    private var sources: [UInt: any TensorSource] = [:]
    private var used = 0

    /// - Throws: `io` where the system has no addresses left.
    init(for sources: [any TensorSource]) throws(FerryError) {
        byteCount = max(1, sources.reduce(0) { $0 + $1.byteCount })
        let memory = unsafe mmap(nil, byteCount, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
            throw FerryError(.io, "cannot reserve \(byteCount) bytes of addresses")
        }
        unsafe start = memory
    }

    deinit { unsafe munmap(start, byteCount) }

    /// The address that stands for the values of `source`.
    ///
    /// - Precondition: `source` was among those that the memory was made for.
    func place(_ source: any TensorSource) -> UnsafeMutablePointer<UInt8> {
        precondition(used + source.byteCount <= byteCount, "a tensor has no place")
        let address = unsafe start + used
        used += source.byteCount
        sources[UInt(bitPattern: address)] = source
        return unsafe address.assumingMemoryBound(to: UInt8.self)
    }

    /// The tensor that an address stands for; nothing for addresses of real memory.
    func source(at address: UnsafePointer<UInt8>?) -> (any TensorSource)? { sources[UInt(bitPattern: address)] }
}
