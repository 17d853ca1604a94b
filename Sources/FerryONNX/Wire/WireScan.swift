internal import FerryCore

/// What a hostile file may cost at most.
struct WireLimits: Sendable {
    /// Messages inside messages. libprotobuf-c recurses without a limit of its own; this many fit a stack of 512 KiB many times.
    var depth = 64
    var fieldCount = 4 << 20
    /// Bytes besides the tensors' values.
    var skeletonByteCount = 256 << 20
    /// protobuf's own limit for a message.
    var fileByteCount = Int(Int32.max)
    /// Memory that the unpacked file may take: so many times the skeleton, and this much more.
    var amplification = 4
    var allowance = 64 << 20

    static let standard = WireLimits()
}

/// An ONNX file without the tensors' values.
struct WireSkeleton {
    /// A message of the same structure. Each `raw_data` of more than eight bytes is replaced by nine: a place in ``regions``
    /// and a zero.
    var bytes: [UInt8] = []
    /// Where the values are in the file.
    var regions: [Range<Int>] = []
    /// What libprotobuf-c may allocate for the skeleton.
    var memoryLimit = 0

    static let markerByteCount = 9

    /// The region that a `raw_data` of the skeleton stands for; nothing where the bytes are the values themselves.
    func region(_ marker: [UInt8]) -> Range<Int>? {
        guard marker.count == Self.markerByteCount else { return nil }
        let index = marker.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        return index < regions.count ? regions[index] : nil
    }
}

/// Walks the wire format of an ONNX file before libprotobuf-c sees it, and takes the tensors' values out.
///
/// libprotobuf-c 1.4.1 recurses without a limit, merges a repeated submessage in quadratic time, takes 129 times a file's size
/// for empty submessages, and copies values. This walk is a loop over an explicit stack, and its memory does not grow with the
/// tensors. Wire format: https://protobuf.dev/programming-guides/encoding/
struct WireScan {
    private struct Frame {
        let message: Int
        let end: Int
        /// Field numbers of submessages that may occur once and did.
        var seen: UInt64 = 0
        /// Where the length stands in the skeleton, and in how many bytes.
        let lengthPlace: Int
        let lengthWidth: Int
    }

    private let schema = WireSchema()
    private let limits: WireLimits
    private var reader: WireReader
    private var skeleton = WireSkeleton()
    private var stack: [Frame] = []
    private var fieldCount = 0
    private var memory = 0

    private init(_ file: any ByteSource, _ limits: WireLimits) {
        reader = WireReader(file)
        self.limits = limits
    }

    /// The skeleton of `file`.
    ///
    /// - Throws: `malformed` where the bytes are no protobuf message, `limit` where a limit is passed; with the offset.
    static func skeleton(of file: any ByteSource, limits: WireLimits = .standard) throws(FerryError) -> WireSkeleton {
        var scan = WireScan(file, limits)
        do {
            try scan.run()
        } catch {
            throw error.at(Location(file: file.name))
        }
        return scan.skeleton
    }

    private mutating func run() throws(FerryError) {
        guard reader.end <= limits.fileByteCount else {
            throw .limit(
                "the model file is too large for protobuf", limit: "\(limits.fileByteCount) bytes", found: "\(reader.end) bytes")
        }
        stack = [Frame(message: schema.model, end: reader.end, lengthPlace: 0, lengthWidth: 0)]
        while let frame = stack.last {
            if reader.position == frame.end {
                stack.removeLast()
                closeMessage(frame)
            } else {
                try field(in: frame)
            }
            // What the whole file would allow: the skeleton's own limit is smaller, and known at the end only.
            try checkMemory(against: reader.end)
            guard skeleton.bytes.count <= limits.skeletonByteCount else {
                throw .limit(
                    "the model is too large apart from its tensors", limit: "\(limits.skeletonByteCount) bytes",
                    found: "\(skeleton.bytes.count) bytes so far", offset: reader.position)
            }
        }
        try checkMemory(against: skeleton.bytes.count)
        skeleton.memoryLimit = limits.amplification * skeleton.bytes.count + limits.allowance
    }

    private func checkMemory(against byteCount: Int) throws(FerryError) {
        let limit = limits.amplification * byteCount + limits.allowance
        guard memory <= limit else {
            throw .limit("the model would take too much memory", limit: "\(limit) bytes", found: "about \(memory) bytes")
        }
    }

    /// Rewrites the length of a message that lost some bytes, as a varint of the same width.
    private mutating func closeMessage(_ frame: Frame) {
        guard frame.lengthWidth > 0 else { return }
        setLength(skeleton.bytes.count - frame.lengthPlace - frame.lengthWidth, at: frame.lengthPlace, width: frame.lengthWidth)
    }

    private mutating func setLength(_ length: Int, at place: Int, width: Int) {
        for index in 0..<width {
            skeleton.bytes[place + index] = UInt8(length >> (7 * index) & 0x7f) | (index + 1 < width ? 0x80 : 0)
        }
    }

    private mutating func field(in frame: Frame) throws(FerryError) {
        let start = reader.position
        fieldCount += 1
        guard fieldCount <= limits.fieldCount else {
            throw .limit("the model has too many fields", limit: "\(limits.fieldCount)", found: "more", offset: start)
        }
        let tag = try varint(in: frame, widthLimit: 5)
        guard let number = Int(exactly: tag.value >> 3), number > 0, number < 1 << 29 else {
            throw .onnx("a field has no valid number", found: "\(tag.value >> 3)", offset: start)
        }
        // libprotobuf-c keeps a record of 40 bytes for each field while it unpacks a message.
        memory += 40
        let known = schema.field(number, of: frame.message)
        switch tag.value & 7 {
        case 0:
            _ = try varint(in: frame, widthLimit: 10)
            count(known, occupying: 8)
        case 1: try fixed(8, known, in: frame)
        case 5: try fixed(4, known, in: frame)
        case 2: try lengthDelimited(number, known, in: frame, start: start)
        default: throw .onnx("a field has an unknown wire type", found: "\(tag.value & 7)", offset: start)
        }
    }

    private mutating func fixed(_ byteCount: Int, _ known: WireSchema.Field?, in frame: Frame) throws(FerryError) {
        guard frame.end - reader.position >= byteCount else { throw passesEnd(frame) }
        try reader.copy(byteCount, to: &skeleton.bytes)
        count(known, occupying: byteCount)
    }

    private mutating func lengthDelimited(
        _ number: Int, _ known: WireSchema.Field?, in frame: Frame, start: Int
    ) throws(FerryError) {
        let lengthPlace = skeleton.bytes.count
        let length = try varint(in: frame, widthLimit: 5)
        guard let byteCount = Int(exactly: length.value), byteCount <= frame.end - reader.position else {
            throw .onnx(
                "a field passes the end of \(schema.messages[frame.message].name)",
                expected: "at most \(frame.end - reader.position) bytes", found: "\(length.value) bytes", offset: start)
        }
        guard let known else {
            try copy(byteCount)
            memory += 32 + byteCount
            return
        }
        switch known.kind {
        case .message(let message):
            try openMessage(message, number, known, byteCount, lengthPlace, length.width, start: start)
        case .string:
            try copy(byteCount)
            try checkText(skeleton.bytes.suffix(byteCount), start: start)
            memory += byteCount + 24
        case .bytes:
            if frame.message == schema.tensor && number == WireSchema.rawData {
                try takeRawData(byteCount, number, lengthPlace, length.width, start: start)
            } else {
                try copy(byteCount)
                memory += byteCount + 32
            }
        case .number(let width):
            try copy(byteCount)
            // A packed varint may take one byte of the file and eight of memory.
            memory += byteCount * width
        }
    }

    private mutating func openMessage(
        _ message: Int, _ number: Int, _ known: WireSchema.Field, _ byteCount: Int, _ lengthPlace: Int, _ lengthWidth: Int,
        start: Int
    ) throws(FerryError) {
        guard stack.count < limits.depth else {
            throw .limit("messages are nested too deeply", limit: "\(limits.depth) levels", found: "more", offset: start)
        }
        if !known.isRepeated { try markSeen(number, message, start: start) }
        memory += schema.messages[message].byteCount + 32
        stack.append(
            Frame(message: message, end: reader.position + byteCount, lengthPlace: lengthPlace, lengthWidth: lengthWidth))
    }

    /// Merging a repeated singular message takes quadratic time, and no writer makes one.
    private mutating func markSeen(_ number: Int, _ message: Int, start: Int) throws(FerryError) {
        let bit = UInt64(1) << UInt64(number)
        guard stack[stack.count - 1].seen & bit == 0 else {
            throw .onnx("a field occurs twice that may occur once", found: "field \(number)", offset: start)
        }
        stack[stack.count - 1].seen |= bit
    }

    private mutating func takeRawData(
        _ byteCount: Int, _ number: Int, _ lengthPlace: Int, _ lengthWidth: Int, start: Int
    ) throws(FerryError) {
        try markSeen(number, schema.tensor, start: start)
        guard byteCount >= WireSkeleton.markerByteCount else { return try copy(byteCount) }
        setLength(WireSkeleton.markerByteCount, at: lengthPlace, width: lengthWidth)
        for shift in 0..<8 { skeleton.bytes.append(UInt8(truncatingIfNeeded: skeleton.regions.count >> (8 * shift))) }
        skeleton.bytes.append(0)
        skeleton.regions.append(reader.position..<reader.position + byteCount)
        reader.skip(byteCount)
        memory += 64
    }

    private mutating func copy(_ byteCount: Int) throws(FerryError) {
        guard skeleton.bytes.count + byteCount <= limits.skeletonByteCount else {
            throw .limit(
                "the model is too large apart from its tensors", limit: "\(limits.skeletonByteCount) bytes",
                found: "\(skeleton.bytes.count + byteCount) bytes so far", offset: reader.position)
        }
        try reader.copy(byteCount, to: &skeleton.bytes)
    }

    private func checkText(_ bytes: ArraySlice<UInt8>, start: Int) throws(FerryError) {
        guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
            throw .onnx("a text is no UTF-8 without NUL", offset: start)
        }
    }

    private mutating func count(_ known: WireSchema.Field?, occupying byteCount: Int) {
        if known?.isRepeated == true || known == nil { memory += byteCount + (known == nil ? 32 : 0) }
    }

    /// Reads a varint and copies it.
    private mutating func varint(in frame: Frame, widthLimit: Int) throws(FerryError) -> (value: UInt64, width: Int) {
        var value: UInt64 = 0
        let start = reader.position
        for index in 0..<widthLimit {
            guard reader.position < frame.end else { throw passesEnd(frame) }
            let byte = try reader.byte()
            skeleton.bytes.append(byte)
            value |= UInt64(byte & 0x7f) << UInt64(7 * index)
            if byte & 0x80 == 0 { return (value, index + 1) }
        }
        throw .onnx("a number is longer than protobuf allows", offset: start)
    }

    private func passesEnd(_ frame: Frame) -> FerryError {
        .onnx("a field passes the end of \(schema.messages[frame.message].name)", offset: reader.position)
    }
}
