import FerryCore
import Testing

@Suite struct `The command line` {
    static let commands = [
        "convert", "verify", "run", "inspect", "train", "evaluate", "predict", "data", "formats", "operators", "doctor",
    ]
    static let subcommands = ["data fetch", "data draw", "data info"]

    @Test func `explains itself`() throws {
        for arguments in [["--help"], [], ["help"]] {
            let run = try FerryProcess(arguments)
            #expect(run.status == 0)
            #expect(run.error == "")
            try expectSnapshot(run.output, "help")
        }
    }

    @Test(arguments: commands + subcommands)
    func `explains each command with examples`(command: String) throws {
        let run = try FerryProcess(command.split(separator: " ").map(String.init) + ["--help"])
        #expect(run.status == 0)
        #expect(run.output.contains("EXAMPLES\n  ferry \(command)"))
        try expectSnapshot(run.output, "help-" + command.replacing(" ", with: "-"))
    }

    static let mistakes: [(arguments: [String], block: String)] = [
        (["formts"], "error: 'formts' is no command of ferry\n"),
        (["formats", "--jsn"], "error: unknown option '--jsn'. Did you mean '--json'?\n"),
        (["formats", "surplus"], "error: unexpected argument 'surplus'\n"),
        (["--nonsense"], "error: unknown option '--nonsense'\n"),
    ]

    @Test(arguments: mistakes)
    func `refuses what it does not know with status 64`(arguments: [String], block: String) throws {
        let run = try FerryProcess(arguments)
        #expect(run.status == 64)
        #expect(run.output == "")
        #expect(run.error.hasPrefix(block))
        #expect(run.errorField("expected").count == 1)
        #expect(run.errorField("try").first?.hasPrefix("ferry") == true)
    }

    @Test func `names the command that was probably meant`() throws {
        #expect(try FerryProcess(["formts"]).errorField("try") == ["ferry formats"])
    }

    @Test func `prints errors as JSON where JSON was asked for`() throws {
        let run = try FerryProcess(["formats", "surplus", "--json"])
        #expect(run.status == 64)
        let error = try JSONParser.parse(run.error)
        #expect(error["error"]?.string == "unexpected argument 'surplus'")
        #expect(error["code"]?.string == "usage")
        #expect(error["exit_status"]?.integer == 64)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `writes completions for shells`(shell: String) throws {
        let run = try FerryProcess(["--generate-completion-script", shell])
        #expect(run.status == 0)
        for command in Self.commands { #expect(run.output.contains(command)) }
    }

    @Test func `reports output that cannot be written with status 74`() throws {
        let run = try FerryProcess(shell: "$FERRY formats > /dev/full")
        #expect(run.status == 74)
        #expect(run.errorField("file") == ["standard output"])
    }

    @Test func `ends as a filter does when its reader goes away`() throws {
        let run = try FerryProcess(shell: "{ sleep 0.2; $FERRY formats; echo $? >&2; } | true")
        #expect(run.error == "141\n")
    }
}
