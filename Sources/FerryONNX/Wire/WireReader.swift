internal import FerryCore

/// Reads a file forwards in small windows.
struct WireReader {
    private let file: any ByteSource
    private var window: [UInt8] = []
    private var windowStart = 0
    private(set) var position = 0

    init(_ file: any ByteSource) { self.file = file }

    var end: Int { file.byteCount }

    /// - Throws: `malformed` at the end of the file.
    mutating func byte() throws(FerryError) -> UInt8 {
        if position >= windowStart + window.count || position < windowStart { try fill() }
        position += 1
        return window[position - 1 - windowStart]
    }

    /// Appends the next `count` bytes to `target`.
    ///
    /// - Throws: `malformed` at the end of the file.
    mutating func copy(_ count: Int, to target: inout [UInt8]) throws(FerryError) {
        var left = count
        while left > 0 {
            if position >= windowStart + window.count { try fill() }
            let part = min(left, windowStart + window.count - position)
            target += window[position - windowStart..<position - windowStart + part]
            position += part
            left -= part
        }
    }

    mutating func skip(_ count: Int) { position += count }

    private mutating func fill() throws(FerryError) {
        guard position < end else { throw .onnx("the file ends in the middle of a message", offset: position) }
        window = try file.bytes(position..<min(end, position + 64 << 10))
        windowStart = position
    }
}
