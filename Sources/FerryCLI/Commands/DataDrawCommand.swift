internal import ArgumentParser
internal import Ferry

struct DataDrawCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "draw",
        abstract: "Draws digits as if written by hand.",
        discussion: """
            They are what '--data synthetic' trains on: strokes of a pen, prepared as
            MNIST's digits were. Each depends on the seed and its number alone, on any
            machine.

            EXAMPLES
              ferry data draw -o digits.png --count 600    one sheet, to look at
              ferry data draw -o digits.npz --count 60000  x_train, y_train, x_test, y_test
              ferry data draw -o digits --count 600        a folder of pictures per class
            """)

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("A .png, an .npz, or a new folder.", valueName: "path"), completion: .file(extensions: ["png", "npz"]))
    var outputPath: String

    @Option(help: "What to write; told by the output's extension unless given.")
    var form: DrawOptions.Form?

    @Option(help: ArgumentHelp("Digits: 600 on a sheet, else 12000, unless given.", valueName: "n"))
    var count: Int?

    @Option(help: ArgumentHelp("Digits of the test part; a sixth of the others unless given.", valueName: "n"))
    var testCount: Int?

    @Option(help: ArgumentHelp("Seed of the drawing.", valueName: "n"))
    var seed: UInt64 = 0

    @Flag(help: "Replace the output where it exists.")
    var force = false

    @OptionGroup(title: "TALKING") var output: OutputArguments

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count takes a number of at least 1, not \(count)") }
        if let testCount, testCount < 0 { throw ValidationError("--test-count takes a number of at least 0, not \(testCount)") }
    }

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        var options = DrawOptions()
        options.form = form
        options.count = count
        options.testCount = testCount
        options.seed = seed
        options.replacesExisting = force
        let report = try drawDigits(to: outputPath, options, progress: console.progress)
        try console.result(report.text, json: report.json)
        return 0
    }
}
