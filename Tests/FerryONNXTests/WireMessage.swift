/// Writes protobuf by hand: what no library would write.
struct WireMessage {
    private(set) var bytes: [UInt8] = []

    static func varint(_ value: UInt64) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        repeat {
            bytes.append(UInt8(rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return bytes
    }

    mutating func add(_ field: UInt64, _ value: UInt64) { bytes += Self.varint(field << 3) + Self.varint(value) }

    mutating func add(_ field: UInt64, _ contents: [UInt8]) {
        bytes += Self.varint(field << 3 | 2) + Self.varint(UInt64(contents.count)) + contents
    }

    mutating func add(_ field: UInt64, _ text: String) { add(field, Array(text.utf8)) }

    mutating func add(_ field: UInt64, _ build: (inout WireMessage) -> Void) { add(field, WireMessage.build(build)) }

    mutating func append(_ raw: [UInt8]) { bytes += raw }

    static func build(_ build: (inout WireMessage) -> Void) -> [UInt8] {
        var message = WireMessage()
        build(&message)
        return message.bytes
    }

    /// A model of format 8 and operator set 17 around a graph.
    static func model(_ graph: (inout WireMessage) -> Void) -> [UInt8] {
        build { model in
            model.add(1, 8)
            model.add(7, graph)
            model.add(8) { $0.add(2, 17) }
        }
    }
}
