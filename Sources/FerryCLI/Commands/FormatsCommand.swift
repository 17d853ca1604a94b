internal import ArgumentParser
internal import Ferry

struct FormatsCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "formats",
        abstract: "Lists the file formats that this build reads and writes.",
        discussion: """
            EXAMPLES
              ferry formats
              ferry formats --matrix
              ferry formats --json
            """)

    @Flag(help: "Print operators against formats, as a table in Markdown.")
    var matrix = false

    @OptionGroup(title: "TALKING") var output: OutputArguments

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        if matrix {
            let operators = OperatorList()
            try console.result(operators.matrix(), json: operators.json)
            return 0
        }
        let list = FormatList(.standard)
        try console.result(list.text, json: list.json)
        return 0
    }
}
