import Ferry
import FixtureCases
import Foundation
import Testing

@Suite struct `The README` {
    private static let file = URL(fileURLWithPath: FixtureCase.folder + "../README.md")

    /// `FERRY_RECORD=1` rewrites it.
    @Test func `shows the operators and formats of this build`() throws {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        let marks = ["<!-- matrix -->\n", "<!-- end of matrix -->"]
        let start = try #require(text.range(of: marks[0]))
        let end = try #require(text.range(of: marks[1]))
        let matrix = OperatorList().matrix() + "\n"
        if ProcessInfo.processInfo.environment["FERRY_RECORD"] == "1" {
            let renewed = text[..<start.upperBound] + matrix + text[end.lowerBound...]
            try String(renewed).write(to: Self.file, atomically: true, encoding: .utf8)
        } else {
            #expect(text[start.upperBound..<end.lowerBound] == matrix, "run with FERRY_RECORD=1 and look at the change")
        }
    }

    @Test(arguments: FerryError.Code.allCases)
    func `names the exit status of every error`(code: FerryError.Code) throws {
        #expect(try String(contentsOf: Self.file, encoding: .utf8).contains("\n| \(code.exitStatus) | "))
    }
}
