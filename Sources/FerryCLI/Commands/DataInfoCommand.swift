internal import ArgumentParser
internal import Ferry

struct DataInfoCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Describes a data set: counts, classes, sizes, values.",
        discussion: """
            All of it is read and checked, as before training.

            EXAMPLES
              ferry data info mnist
              ferry data info photos:64x64
              ferry data info synthetic --json | jq '.parts[0].images'
            """)

    @Argument(
        help: ArgumentHelp("A folder, an .npz file, or 'synthetic'.", valueName: "path|synthetic"), completion: .directory)
    var source: String

    @OptionGroup(title: "TALKING") var output: OutputArguments

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        let report = try describe(DataSource(source), progress: console.progress)
        try console.result(report.text, json: report.json)
        return 0
    }
}
