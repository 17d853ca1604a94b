/// A strict reader of RFC 8259 JSON, plus Python's `NaN` and `Infinity`.
///
/// Foundation's decoder merges duplicate names, refuses `NaN`, and gives no positions; and it is most of a small tool's start-up.
public struct JSONParser {
    /// What keeps a hostile document harmless.
    public struct Limits: Sendable {
        public var byteCount = 16 << 20
        public var depth = 64
        public init() {}
    }

    private let bytes: [UInt8]
    private let limits: Limits
    private var position = 0

    /// Parses a whole document.
    ///
    /// - Throws: `malformed` with the byte offset, `limit` where the document is too long or nested too deeply.
    public static func parse(_ bytes: [UInt8], limits: Limits = Limits()) throws(FerryError) -> JSONValue {
        guard bytes.count <= limits.byteCount else {
            throw FerryError(
                .limit, "the JSON text is too long", expected: "at most \(limits.byteCount) bytes", found: "\(bytes.count)")
        }
        var parser = JSONParser(bytes: bytes, limits: limits)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.error("there is text after the JSON value") }
        return value
    }

    public static func parse(_ text: String) throws(FerryError) -> JSONValue { try parse(Array(text.utf8)) }

    private init(bytes: [UInt8], limits: Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    private func error(_ problem: String, expected: String? = nil) -> FerryError {
        FerryError(.malformed, problem, expected: expected, at: Location(path: .byteOffset(position)))
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(FerryError) {
        guard skip(UInt8(ascii: character)) else {
            throw error("the JSON is not well formed", expected: "'\(character)'")
        }
    }

    private mutating func value(depth: Int) throws(FerryError) -> JSONValue {
        guard depth <= limits.depth else {
            throw FerryError(
                .limit, "the JSON is nested too deeply", expected: "at most \(limits.depth) levels",
                at: Location(path: .byteOffset(position)))
        }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case nil: throw error("the JSON ends too early", expected: "a value")
        default: return try literal()
        }
    }

    private mutating func object(depth: Int) throws(FerryError) -> JSONObject {
        position += 1
        var object = JSONObject()
        guard !skip(UInt8(ascii: "}")) else { return object }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("the JSON is not well formed", expected: "a name in quotes") }
            let name = try string()
            guard object[name] == nil else { throw error("the name '\(name)' appears twice in one JSON object") }
            try expect(":")
            object[name] = try value(depth: depth + 1)
        } while skip(UInt8(ascii: ","))
        try expect("}")
        return object
    }

    private mutating func array(depth: Int) throws(FerryError) -> [JSONValue] {
        position += 1
        var array: [JSONValue] = []
        guard !skip(UInt8(ascii: "]")) else { return array }
        repeat {
            array.append(try value(depth: depth + 1))
        } while skip(UInt8(ascii: ","))
        try expect("]")
        return array
    }

    private mutating func string() throws(FerryError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw error("a JSON string is not UTF-8") }
                return string
            case UInt8(ascii: "\\"): text += Array(String(try escape()).utf8)
            case 0..<0x20: throw error("a JSON string holds a control character")
            default: text.append(byte)
            }
        }
        throw error("a JSON string does not end")
    }

    private mutating func escape() throws(FerryError) -> Unicode.Scalar {
        guard let byte = next else { throw error("a JSON string does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try codeUnit()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            guard UTF16.isLeadSurrogate(unit), skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) else {
                throw error("a JSON string holds half a surrogate pair")
            }
            let trail = try codeUnit()
            guard UTF16.isTrailSurrogate(trail) else { throw error("a JSON string holds half a surrogate pair") }
            return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
        default: throw error("a JSON string holds an unknown escape")
        }
    }

    private mutating func codeUnit() throws(FerryError) -> UInt16 {
        let digits = bytes[position..<min(position + 4, bytes.count)]
        guard digits.count == 4, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16),
            digits.first != UInt8(ascii: "+")
        else { throw error("a JSON string holds a broken \\u escape", expected: "four hexadecimal digits") }
        position += 4
        return unit
    }

    private mutating func literal() throws(FerryError) -> JSONValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let isNegative = position > start
        let name = word()
        switch (isNegative, name) {
        case (false, "null"): return .null
        case (false, "true"): return .bool(true)
        case (false, "false"): return .bool(false)
        case (false, "NaN"): return .number(.nan)
        case (false, "Infinity"): return .number(.infinity)
        case (true, "Infinity"): return .number(-.infinity)
        default: position = start
        }
        let isWhole = try number()
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole {
            guard let integer = Int(text) else { throw error("the number \(text) is out of range") }
            return .integer(integer)
        }
        guard let number = Double(text), number.isFinite else { throw error("the number \(text) is out of range") }
        return .number(number)
    }

    /// Passes over a number by the grammar of RFC 8259 section 6; answers whether it has neither fraction nor exponent.
    private mutating func number() throws(FerryError) -> Bool {
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") { position += 1 } else { try digits() }
        var isWhole = true
        if next == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        return isWhole
    }

    private mutating func digits() throws(FerryError) {
        let start = position
        while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
        guard position > start else { throw error("the JSON is not well formed", expected: "a value") }
    }

    private mutating func word() -> String {
        let start = position
        while let byte = next, Self.isLetter(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }
}
