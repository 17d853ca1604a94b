internal import ArgumentParser
internal import Ferry

struct RunCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs a model on arrays: arrays in, arrays out.",
        discussion: """
            Inputs are NumPy's: an .npz file with an array for each of the model's inputs, by
            name, or a single array, .npz or .npy, for a model of one input.

            EXAMPLES
              ferry run model.onnx --inputs x.npz -o y.npz
              ferry run model.keras --inputs x.npy --all-values -o layers.npz
              ferry run model.h5 --inputs x.npz --precision float64 --json
            """)

    @Argument(help: ArgumentHelp("A model file of any readable format.", valueName: "model"), completion: .file())
    var model: String

    @Option(
        help: ArgumentHelp("The arrays to run it on.", valueName: "file"), completion: .file(extensions: ["npz", "npy"]))
    var inputs: String

    @Option(
        name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("Write the values as .npz.", valueName: "file"),
        completion: .file(extensions: ["npz"]))
    var outputPath: String?

    @Flag(help: "Keep every layer's output, not only the model's.")
    var allValues = false

    @Option(help: "float32 by the executor, or float64 by the operators' definitions.")
    var precision = RunOptions().precision

    @Option(help: ArgumentHelp("Samples to compute at a time; memory grows with it.", valueName: "n"))
    var batch = RunOptions().batch

    @Flag(help: "Replace the output where it exists.")
    var force = false

    @Option(help: ArgumentHelp("The model's format, where its content shall not tell.", valueName: "format"))
    var from: FormatID?

    @OptionGroup(title: "READING") var reading: ReadArguments
    @OptionGroup(title: "COMPUTING") var threads: ThreadArguments
    @OptionGroup(title: "TALKING") var output: OutputArguments

    func validate() throws {
        guard batch > 0 else { throw ValidationError("--batch takes a number of at least 1, not \(batch)") }
    }

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        var options = RunOptions()
        options.source = from
        options.read = reading.options
        options.precision = precision
        options.batch = batch
        options.keepsAllValues = allValues
        options.threads = threads.threads
        // Before any work, so that a run of an hour does not end at an output that cannot be.
        let file: AtomicFile? = if let outputPath { try AtomicFile(path: outputPath, replacingExisting: force) } else { nil }
        let report = try Ferry.run(model, inputs: inputs, options, progress: console.progress)
        if let file { try report.write(to: file) }
        try console.result(try report.text(), json: try report.json(written: outputPath))
        return 0
    }
}
