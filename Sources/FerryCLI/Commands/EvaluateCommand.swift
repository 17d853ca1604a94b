internal import ArgumentParser
internal import Ferry

struct EvaluateCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures a model on labelled pictures.",
        discussion: """
            Loss and accuracy, precision, recall and F1 of each class, the confusion matrix
            and the mistakes that the model was surest of.

            EXAMPLES
              ferry evaluate model.keras                     on the drawn digits
              ferry evaluate model.onnx --data mnist
              ferry evaluate model.h5 --data mnist --part train --worst 20
              ferry evaluate model.onnx --data mnist --json | jq .accuracy
            """)

    @Argument(help: ArgumentHelp("A model file of any readable format.", valueName: "model"), completion: .file())
    var model: String

    @OptionGroup(title: "DATA") var data: DataArguments

    @Option(help: "Which part of the data.")
    var part = EvaluateOptions().part

    @Option(help: "The loss; as the model's file says unless given.")
    var loss: Loss?

    @Option(help: ArgumentHelp("Mistakes to list.", valueName: "n"))
    var worst = EvaluateOptions().worst

    @OptionGroup(title: "READING") var reading: ReadArguments
    @OptionGroup(title: "COMPUTING") var threads: ThreadArguments
    @OptionGroup(title: "TALKING") var output: OutputArguments

    func validate() throws {
        guard worst >= 0 else { throw ValidationError("--worst takes a number of at least 0, not \(worst)") }
    }

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        var options = EvaluateOptions()
        options.read = reading.options
        options.data = data.data
        options.part = part
        options.loss = loss
        options.worst = worst
        options.threads = threads.threads
        let report = try evaluate(model, options, progress: console.progress)
        try console.result(report.text, json: report.json)
        return 0
    }
}
