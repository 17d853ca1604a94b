internal import FerryCore

/// Tells ONNX by the fields of the outermost message: nothing else in the file says what it is.
enum ONNXProbe {
    /// ModelProto's fields by number, with the wire type that each has.
    private static let wireTypes: [UInt64: UInt64] = [
        1: 0, 2: 2, 3: 2, 4: 2, 5: 0, 6: 2, 7: 2, 8: 2, 14: 2, 20: 2, 25: 2, 26: 2,
    ]
    private static let graph: UInt64 = 7
    /// More fields than this before the graph are no model's.
    private static let fieldLimit = 4096

    /// - Throws: `io` where the file cannot be read.
    static func probe(_ file: any ByteSource) throws(FerryError) -> ProbeResult {
        var position = 0
        var sawVersion = false
        var sawGraph = false
        for _ in 0..<fieldLimit where position < file.byteCount {
            guard let tag = try varint(file, &position), wireTypes[tag >> 3] == tag & 7 else { return .no }
            guard let value = try varint(file, &position) else { return sawVersion ? .possible : .no }
            switch tag >> 3 {
            case 1:
                guard (1...64).contains(value) else { return .no }
                sawVersion = true
            case graph: sawGraph = true
            default: break
            }
            guard tag & 7 == 2 else { continue }
            // A file cut short is an ONNX file that the reader will refuse with the place.
            guard value <= UInt64(file.byteCount - position) else { return sawVersion ? .possible : .no }
            position += Int(value)
        }
        guard position == file.byteCount, sawVersion else { return .no }
        return sawGraph ? .certain : .possible
    }

    private static func varint(_ file: any ByteSource, _ position: inout Int) throws(FerryError) -> UInt64? {
        let bytes = try file.bytes(position..<min(position + 10, file.byteCount))
        var value: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            value |= UInt64(byte & 0x7f) << UInt64(7 * index)
            if byte & 0x80 == 0 {
                position += index + 1
                return value
            }
        }
        return nil
    }
}
