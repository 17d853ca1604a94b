import FerryCore
import Testing

@Suite struct `JSON documents` {
    static let documents: [(String, JSONValue)] = [
        ("null", .null), ("[1, 2.0, -3e2]", [1, 2.0, -300.0]), (#"{"a": {"b": [true, false]}}"#, ["a": ["b": [true, false]]]),
        (#""\u00e9\ud83d\ude00\n""#, "é😀\n"), ("[-Infinity]", [.number(-.infinity)]), (" [ ] ", []),
    ]

    @Test(arguments: documents)
    func `are read as Python writes them`(text: String, expected: JSONValue) throws {
        #expect(try JSONParser.parse(text) == expected)
    }

    @Test(arguments: [
        ("", "@0x0"), ("[1,]", "@0x3"), ("[01]", "@0x2"), ("{\"a\":1,\"a\":2}", "@0xa"), ("\"\\ud800\"", "@0x7"),
        ("1e400", "@0x5"),
        ("99999999999999999999", "@0x14"), ("[1] 2", "@0x4"), ("{\"a\" 1}", "@0x5"), ("nul", "@0x0"), ("\"a\nb\"", "@0x3"),
    ])
    func `that are broken are refused with the offset`(text: String, offset: String) throws {
        let error = try #require(throws: FerryError.self) { try JSONParser.parse(text) }
        #expect(error.code == .malformed)
        #expect(error.location.path == offset)
    }

    @Test func `nested beyond the limit are refused before the stack is`() throws {
        let error = try #require(throws: FerryError.self) { try JSONParser.parse(String(repeating: "[", count: 100_000)) }
        #expect(error.code == .limit)
    }

    @Test(arguments: [true, false])
    func `survive being written and read again`(indented: Bool) throws {
        let document: JSONValue = ["z": [1, 2.5, nil, "q\"\\\u{1}\n"], "a": ["é": true], "empty": [], "none": [:]]
        #expect(try JSONParser.parse(document.text(indented: indented)) == document)
    }
}
