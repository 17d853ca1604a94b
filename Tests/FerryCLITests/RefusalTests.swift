import FerryCore
import FixtureCases
import Foundation
import Testing

/// A folder with something in it, and a look at whether a refused conversion left it alone.
private final class Workplace {
    let folder: TemporaryFolder
    let bystander: String

    init() throws {
        folder = try TemporaryFolder()
        bystander = try folder.file("bystander", Data("untouched".utf8))
    }

    /// Converts `input` to `out.onnx` in the folder and expects the error block, the status, and no trace.
    @discardableResult
    func expectRefusal(
        of input: String, _ arguments: [String] = [], status: Int32, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> FerryProcess {
        let before = try folder.contents
        let run = try FerryProcess(["convert", input, folder.path + "/out.onnx"] + arguments)
        #expect(run.status == status, "\(input): \(run.error)", sourceLocation: sourceLocation)
        #expect(run.output == "", sourceLocation: sourceLocation)
        #expect(run.error.hasPrefix("error: "), "\(run.error)", sourceLocation: sourceLocation)
        #expect(run.errorField("file").first == input, "\(run.error)", sourceLocation: sourceLocation)
        #expect(try folder.contents == before, sourceLocation: sourceLocation)
        #expect(try String(contentsOfFile: bystander, encoding: .utf8) == "untouched", sourceLocation: sourceLocation)
        return run
    }
}

@Suite struct `A conversion refuses` {
    static let trained = FixtureCase.all.filter { $0.path.contains("/mnist-cnn/") }

    @Test(arguments: trained)
    func `a file cut short at any of 200 places`(fixture: FixtureCase) throws {
        let whole = try Data(contentsOf: URL(fileURLWithPath: fixture.path))
        let workplace = try Workplace()
        let architecture = fixture.architecture.map { ["--architecture", $0] } ?? []
        for place in 0..<200 {
            let count = whole.count * place / 200
            let input = try workplace.folder.file("cut", whole.prefix(count))
            let run = try workplace.expectRefusal(of: input, architecture, status: 65)
            #expect(run.errorField("at") + run.errorField("found") != [], "\(count) bytes: \(run.error)")
        }
    }

    static let strangers: [(name: String, contents: String, found: String)] = [
        ("text.h5", "model", "text"), ("empty.keras", "", "an empty file"),
        ("binary.onnx", "\u{1}\u{2}\u{3}", "unknown binary data"),
    ]

    @Test(arguments: strangers)
    func `what is no model, and says what it is`(name: String, contents: String, found: String) throws {
        let workplace = try Workplace()
        let input = try workplace.folder.file(name, Data(contents.utf8))
        #expect(try workplace.expectRefusal(of: input, status: 65).errorField("found") == [found])
    }

    @Test func `a picture, and says what it is`() throws {
        let run = try Workplace().expectRefusal(of: FixtureCase.folder + "pictures/rgb.png", status: 65)
        #expect(run.errorField("found") == ["a PNG picture"])
    }

    @Test func `a folder`() throws {
        let run = try Workplace().expectRefusal(of: FixtureCase.folder + "keras", status: 66)
        #expect(run.errorField("found") == ["a folder"])
    }

    @Test func `a file that does not exist`() throws {
        try Workplace().expectRefusal(of: "/nonexistent/model.h5", status: 66)
    }

    @Test(arguments: FixtureCase.refused)
    func `what Ferry does not support, by name`(fixture: FixtureCase) throws {
        let refusal = try #require(fixture.refusal)
        let architecture = fixture.architecture.map { ["--architecture", $0] } ?? []
        let run = try Workplace().expectRefusal(of: fixture.path, architecture, status: Int32(refusal.exit))
        for word in refusal.mentions { #expect(run.error.contains(word), "\(run.error)") }
    }

    @Test func `an unknown option before it looks at any file`() throws {
        let run = try FerryProcess(["convert", "/nonexistent/model.h5", "/nonexistent/out.onnx", "--opsett", "17"])
        #expect(run.status == 64)
    }

    @Test func `a format that it cannot write`() throws {
        let run = try FerryProcess(["convert", Self.trained[0].path, "/nonexistent/out.pt"])
        #expect(run.status == 64)
        #expect(run.errorField("expected").first?.contains(".onnx") == true)
    }
}

@Suite struct `An output` {
    static let input = FixtureCase.folder + "keras/mnist-cnn/keras3.h5"

    @Test func `that exists is left as it was`() throws {
        let folder = try TemporaryFolder()
        let output = try folder.file("out.onnx", Data("precious".utf8))
        let run = try FerryProcess(["convert", Self.input, output])
        #expect(run.status == 73)
        #expect(run.errorField("file") == [output])
        #expect(run.errorField("try").first?.contains("--force") == true)
        #expect(try String(contentsOfFile: output, encoding: .utf8) == "precious")
        #expect(try folder.contents == ["out.onnx"])
    }

    @Test func `that exists is replaced by force`() throws {
        let folder = try TemporaryFolder()
        let output = try folder.file("out.onnx", Data("worthless".utf8))
        let run = try FerryProcess(["convert", Self.input, output, "--force"])
        #expect(run.status == 0, "\(run.error)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: output)).count > 100_000)
        #expect(try folder.contents == ["out.onnx"])
    }

    @Test(arguments: ["/nonexistent/out.onnx", "/proc/out.onnx", "/dev/null", "/tmp"])
    func `that cannot be created is told before any work`(output: String) throws {
        let run = try FerryProcess(["convert", "/nonexistent/model.h5", output, "--to", "onnx", "--force"])
        #expect(run.status == 73)
        #expect(run.errorField("file") == [output])
        #expect(FileManager.default.fileExists(atPath: "/dev/null"))
    }

    /// One for each format that is written.
    static let outputs = ["out.onnx", "out.keras", "out.weights.h5"]

    @Test(arguments: outputs) func `past the file size limit leaves nothing`(output: String) throws {
        let folder = try TemporaryFolder()
        let run = try FerryProcess(
            shell: "ulimit -f 64; exec \"$FERRY\" convert '\(Self.input)' \(output)", in: folder.path)
        #expect(run.status == 74, "\(run.error)")
        #expect(run.errorField("file") == [output])
        #expect(try folder.contents == [])
    }

    @Test(.enabled(if: canMount, "mounting takes root"), arguments: outputs)
    func `on a full disk leaves nothing, and on a read-only one is not begun`(output: String) throws {
        let folder = try TemporaryFolder()
        let script = """
            mount -t tmpfs -o size=128k none '\(folder.path)' || exit 99
            cd '\(folder.path)'; echo precious > other
            "$FERRY" convert '\(Self.input)' \(output); full=$?
            mount -o remount,ro '\(folder.path)'
            "$FERRY" convert '\(Self.input)' \(output); readonly=$?
            echo "$full $readonly $(echo *) $(cat other)"
            cd /; umount '\(folder.path)'
            """
        let run = try FerryProcess(shell: script)
        #expect(run.output == "74 73 other precious\n", "\(run.error)")
        #expect(run.error.contains("No space left on device"))
        #expect(run.error.contains("Read-only file system"))
    }

    static let canMount: Bool = {
        let run = try? FerryProcess(shell: "d=$(mktemp -d); mount -t tmpfs -o size=64k none $d && umount $d; rmdir $d")
        return run?.error == ""
    }()

    @Test(arguments: ["INT": 130, "TERM": 143, "HUP": 129])
    func `of an interrupted conversion leaves nothing`(signal: String, status: Int32) throws {
        let folder = try TemporaryFolder()
        // Many samples, so that the verification is still at work when the signal comes.
        let run = try FerryProcess(
            shell: """
                "$FERRY" convert '\(Self.input)' out.onnx --samples 20000 & ferry=$!
                while kill -0 $ferry && ! ls out.onnx.tmp.* > /dev/null 2>&1; do sleep 0.01; done
                kill -\(signal) $ferry; wait $ferry
                """, in: folder.path)
        #expect(run.status == status, "\(run.error)")
        #expect(try folder.contents == [])
    }
}
