internal import CONNXProto
internal import CProtobufC
internal import FerryCore

/// Takes what libprotobuf-c packs, and writes it to a file; for placeholders it writes the tensors' values.
final class ProtobufSink {
    private let file: AtomicFile
    private let placeholders: PlaceholderMemory
    private var pending: [UInt8] = []
    private var failure: FerryError?
    /// How many bytes libprotobuf-c passed by a pointer into the placeholders.
    private(set) var streamedByteCount = 0

    init(_ file: AtomicFile, _ placeholders: PlaceholderMemory) {
        self.file = file
        self.placeholders = placeholders
    }

    /// Packs a message into the file.
    ///
    /// - Throws: `io` where the file refuses bytes, and what reading the tensors throws.
    func write(_ message: UnsafePointer<Onnx__ModelProto>) throws(FerryError) {
        // Safety: the closure gets the sink's own `base`, which `context` stands beside, while this call lasts.
        var sink = unsafe FerryProtobufSink(
            base: ProtobufCBuffer(append: { buffer, count, bytes in
                unsafe UnsafeMutableRawPointer(buffer!).assumingMemoryBound(to: FerryProtobufSink.self).withMemoryRebound(
                    to: FerryProtobufSink.self, capacity: 1
                ) { sink in
                    unsafe Unmanaged<ProtobufSink>.fromOpaque(sink.pointee.context).takeUnretainedValue()
                        .append(UnsafeBufferPointer(start: bytes, count: count))
                }
            }), context: Unmanaged.passUnretained(self).toOpaque())
        unsafe withUnsafeMutablePointer(to: &sink) { sink in
            _ = unsafe onnx__model_proto__pack_to_buffer(
                message, UnsafeMutableRawPointer(sink).assumingMemoryBound(to: ProtobufCBuffer.self))
        }
        flush()
        if let failure { throw failure }
    }

    private func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard failure == nil else { return }
        if let source = unsafe placeholders.source(at: bytes.baseAddress), source.byteCount == bytes.count {
            flush()
            stream(source)
        } else {
            unsafe pending.append(contentsOf: bytes)
            if pending.count >= 64 << 10 { flush() }
        }
    }

    private func stream(_ source: any TensorSource) {
        do {
            try source.forEachWindow { (window: RawSpan) throws(FerryError) in try file.append(window) }
            streamedByteCount += source.byteCount
        } catch {
            failure = error
        }
    }

    private func flush() {
        guard failure == nil, !pending.isEmpty else { return }
        do {
            try file.append(pending)
            pending.removeAll(keepingCapacity: true)
        } catch {
            failure = error
        }
    }
}
