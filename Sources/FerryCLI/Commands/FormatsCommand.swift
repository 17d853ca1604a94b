internal import ArgumentParser
internal import Ferry

struct FormatsCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "formats",
        abstract: "Lists the file formats that this build reads and writes.",
        discussion: """
            EXAMPLES
              ferry formats
              ferry formats --json
            """)

    @OptionGroup var output: OutputOptions

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        let list = FormatList(.standard)
        try console.result(list.text, json: list.json)
        return 0
    }
}
