import Ferry
import FixtureCases
import Foundation
import Testing

@Suite struct `The README` {
    private static let file = URL(fileURLWithPath: FixtureCase.folder + "../README.md")

    /// `FERRY_RECORD=1` rewrites it.
    @Test func `shows the operators and formats of this build`() throws {
        try expect("formats", FormatList(.standard).markdown)
        try expect("matrix", OperatorList().matrix())
    }

    private func expect(_ name: String, _ table: String) throws {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        let start = try #require(text.range(of: "<!-- \(name) -->\n"))
        let end = try #require(text.range(of: "<!-- end of \(name) -->"))
        if ProcessInfo.processInfo.environment["FERRY_RECORD"] == "1" {
            let renewed = text[..<start.upperBound] + table + "\n" + text[end.lowerBound...]
            try String(renewed).write(to: Self.file, atomically: true, encoding: .utf8)
        } else {
            #expect(text[start.upperBound..<end.lowerBound] == table + "\n", "run with FERRY_RECORD=1 and look at the change")
        }
    }

    @Test func `shows code that the examples build`() throws {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        let pieces = text.components(separatedBy: "<!-- from Tools/Examples/").dropFirst()
        #expect(pieces.count >= 4)
        for piece in pieces {
            let lines = piece.split(separator: "\n", omittingEmptySubsequences: false)
            let path = try #require(lines.first?.replacing(" -->", with: ""))
            #expect(lines.dropFirst().first == "```swift")
            let code = lines.dropFirst(2).prefix { $0 != "```" }.joined(separator: "\n")
            let source = try String(
                contentsOf: Self.file.deletingLastPathComponent().appending(path: "Tools/Examples/" + path), encoding: .utf8)
            #expect(!code.isEmpty && source.contains(code), "\(path) has no such lines:\n\(code)")
        }
    }

    @Test(arguments: FerryError.Code.allCases)
    func `names the exit status of every error`(code: FerryError.Code) throws {
        #expect(try String(contentsOf: Self.file, encoding: .utf8).contains("\n| \(code.exitStatus) | "))
    }
}
