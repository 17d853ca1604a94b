/// Scalars as TensorBoard reads them: records of `Event` messages.
///
/// Framing: TensorFlow `core/lib/io/record_writer.cc`; messages: `core/util/event.proto` and `core/framework/summary.proto`, of
/// which five fields are needed.
package struct EventFile {
    package private(set) var bytes: [UInt8] = []

    /// - Parameter startedAt: seconds since 1970.
    package init(startedAt: Double) {
        var event = Message()
        event.append(1, startedAt)
        event.append(3, "brain.Event:2")
        append(event)
    }

    package mutating func append(_ value: Float, tag: String, step: Int, at time: Double) {
        var scalar = Message()
        scalar.append(1, tag)
        scalar.append(2, value)
        var summary = Message()
        summary.append(1, scalar)
        var event = Message()
        event.append(1, time)
        event.append(2, step)
        event.append(5, summary)
        append(event)
    }

    private mutating func append(_ event: Message) {
        let length = Self.littleEndian(UInt64(event.bytes.count))
        bytes += length + Self.littleEndian(CRC32C.masked(length))
        bytes += event.bytes + Self.littleEndian(CRC32C.masked(event.bytes))
    }

    fileprivate static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

/// A protocol buffer's fields, as they stand in its bytes.
private struct Message {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ field: Int, _ value: Double) {
        append(key: field, wireType: 1)
        bytes += EventFile.littleEndian(value.bitPattern)
    }

    mutating func append(_ field: Int, _ value: Float) {
        append(key: field, wireType: 5)
        bytes += EventFile.littleEndian(value.bitPattern)
    }

    mutating func append(_ field: Int, _ value: Int) {
        append(key: field, wireType: 0)
        append(UInt64(value))
    }

    mutating func append(_ field: Int, _ value: String) { append(field, contents: Array(value.utf8)) }
    mutating func append(_ field: Int, _ value: Message) { append(field, contents: value.bytes) }

    private mutating func append(_ field: Int, contents: [UInt8]) {
        append(key: field, wireType: 2)
        append(UInt64(contents.count))
        bytes += contents
    }

    private mutating func append(key field: Int, wireType: Int) { append(UInt64(field << 3 | wireType)) }

    private mutating func append(_ varint: UInt64) {
        var rest = varint
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
