internal import ArgumentParser
internal import Ferry

struct DataFetchCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Brings a published data set into a folder.",
        discussion: """
            Every file is held against the SHA-256 of what is inside, and has its name only
            once it is complete and right. What is there already is left alone; what was
            interrupted goes on where it ended. The program curl does the transfer, and
            heeds http_proxy, https_proxy and no_proxy.

            EXAMPLES
              ferry data fetch mnist
              ferry data fetch mnist --to ~/data/mnist
              ferry data fetch mnist --mirror https://example.org/mnist
              ferry data fetch mnist --mirror file:///media/usb/mnist
            """)

    @Argument(help: ArgumentHelp("The data set.", valueName: "name"), completion: .list(PublishedData.all.map(\.name)))
    var name: String

    @Option(
        help: ArgumentHelp("The folder; of the data set's name unless given.", valueName: "dir"), completion: .directory)
    var to: String?

    @Option(
        help: ArgumentHelp(
            "Address of a folder that has the files, instead of the known ones; several are tried in turn.", valueName: "url"))
    var mirror: [String] = []

    @Flag(help: "Replace files of these names that are others.")
    var force = false

    @OptionGroup(title: "TALKING") var output: OutputArguments

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        let data = try PublishedData.named(name)
        let report = try fetch(
            data, to: to ?? data.name, from: mirror, replacingExisting: force, progress: console.progress)
        try console.result(report.text, json: report.json)
        return 0
    }
}
