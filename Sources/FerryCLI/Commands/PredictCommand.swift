internal import ArgumentParser
internal import Ferry

struct PredictCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Classifies pictures.",
        discussion: """
            Pictures are PNG or JPEG files: grey or colour, of any size. For a model of 28×28
            grey pixels they are prepared as MNIST's digits were, dark on light or light on
            dark alike; for others they are stretched to the input's size.

            EXAMPLES
              ferry predict model.onnx digit.png
              ferry predict model.keras photos/*.jpg --top 5
              ferry predict mobilenet.onnx cat.jpg --scale signed
              ferry predict model.h5 digit.png --json | jq '.pictures[0].classes[0].class'
            """)

    @Argument(help: ArgumentHelp("A model file of any readable format.", valueName: "model"), completion: .file())
    var model: String

    @Argument(
        help: ArgumentHelp("PNG or JPEG files.", valueName: "image"),
        completion: .file(extensions: ["png", "jpg", "jpeg"]))
    var images: [String]

    @Option(help: ArgumentHelp("Classes to list for each picture.", valueName: "k"))
    var top = PredictOptions().top

    @Option(help: "How a picture becomes the model's input; told by the input's shape unless given.")
    var prepare: PredictOptions.Preparation?

    @Option(help: "Values of black and white; bytes where the model begins by rescaling, else unit.")
    var scale: PredictOptions.Scale?

    @Option(help: ArgumentHelp("The model's format, where its content shall not tell.", valueName: "format"))
    var from: FormatID?

    @OptionGroup(title: "READING") var reading: ReadArguments
    @OptionGroup(title: "COMPUTING") var threads: ThreadArguments
    @OptionGroup(title: "TALKING") var output: OutputArguments

    func validate() throws {
        guard top > 0 else { throw ValidationError("--top takes a number of at least 1, not \(top)") }
    }

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        var options = PredictOptions()
        options.source = from
        options.read = reading.options
        options.top = top
        options.preparation = prepare
        options.scale = scale
        options.threads = threads.threads
        let report = try predict(model, pictures: images, options, progress: console.progress)
        try console.detail("prepared: \(report.preparation)")
        try console.result(report.text, json: report.json)
        return 0
    }
}
