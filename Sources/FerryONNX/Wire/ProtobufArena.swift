internal import CONNXProto
internal import CProtobufC

/// Memory for protobuf messages that is given back all at once, and is bounded.
@safe final class ProtobufArena {
    private var chunks: [UnsafeMutableRawPointer] = unsafe []
    private var free: UnsafeMutableRawBufferPointer
    private let limit: Int
    private var allocated = 0

    init(limit: Int = .max) {
        unsafe free = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        self.limit = limit
    }

    deinit {
        unsafe chunks.forEach { unsafe $0.deallocate() }
    }

    /// Zeroed memory, aligned for any C type; nothing past the limit.
    func allocate(byteCount: Int) -> UnsafeMutableRawPointer? {
        let (padded, overflow) = byteCount.addingReportingOverflow(15)
        guard !overflow, padded <= limit - allocated else { return nil }
        let size = max(padded & ~15, 16)
        allocated += size
        if unsafe free.count < size {
            let capacity = max(size, min(max(allocated, 4 << 10), 1 << 20))
            let chunk = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
            unsafe chunk.initializeMemory(as: UInt8.self, repeating: 0, count: capacity)
            unsafe chunks.append(chunk)
            unsafe free = UnsafeMutableRawBufferPointer(start: chunk, count: capacity)
        }
        let result = unsafe free.baseAddress
        // Safety: `size` is at most what is free.
        unsafe free = UnsafeMutableRawBufferPointer(rebasing: free[size...])
        return unsafe result
    }

    /// Zeroed memory for `count` values of a C type.
    ///
    /// - Precondition: the arena has no limit.
    func allocate<Value>(_ type: Value.Type, count: Int = 1) -> UnsafeMutablePointer<Value> {
        guard let memory = unsafe allocate(byteCount: MemoryLayout<Value>.stride * count) else {
            preconditionFailure("the arena is full")
        }
        return unsafe memory.bindMemory(to: type, capacity: count)
    }

    /// A copy of `text` as C has it.
    func string(_ text: String) -> UnsafeMutablePointer<CChar> {
        let bytes = Array(text.utf8)
        let copy = unsafe allocate(CChar.self, count: bytes.count + 1)
        // Safety: one more than `bytes.count` is allocated and zeroed.
        for (index, byte) in bytes.enumerated() { unsafe copy[index] = CChar(bitPattern: byte) }
        return unsafe copy
    }

    /// A copy of `values`, or nothing where there are none.
    func array<Value: BitwiseCopyable>(_ values: [Value]) -> UnsafeMutablePointer<Value>? {
        guard !values.isEmpty else { return nil }
        let copy = unsafe allocate(Value.self, count: values.count)
        // Safety: as many are allocated.
        for (index, value) in values.enumerated() { unsafe copy[index] = value }
        return unsafe copy
    }

    /// This arena as libprotobuf-c takes it; valid while the arena lives.
    func allocator() -> ProtobufCAllocator {
        unsafe ProtobufCAllocator(
            alloc: { arena, byteCount in
                // Safety: `allocator_data` is the arena, which outlives the calls.
                unsafe Unmanaged<ProtobufArena>.fromOpaque(arena!).takeUnretainedValue().allocate(byteCount: byteCount)
            },
            free: { _, _ in },
            allocator_data: Unmanaged.passUnretained(self).toOpaque())
    }
}
