internal import ArgumentParser
internal import Ferry

struct InspectCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Shows what is in a model file: layers, shapes, parameters, training state.",
        discussion: """
            EXAMPLES
              ferry inspect model.keras
              ferry inspect model.onnx --weights
              ferry inspect weights.safetensors
              ferry inspect some.weights.h5 --architecture model.json
              ferry inspect model.h5 --json | jq '.layers[].name'
            """)

    @Argument(help: ArgumentHelp("A model file of any readable format.", valueName: "file"), completion: .file())
    var file: String

    @Option(help: ArgumentHelp("The file's format, where its content shall not tell.", valueName: "format"))
    var from: FormatID?

    @Flag(help: "Add each weight's shape, range, mean and checksum (CRC-32 of its bytes).")
    var weights = false

    @OptionGroup(title: "READING") var reading: ReadArguments
    @OptionGroup(title: "TALKING") var output: OutputArguments

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        let inspection = try inspect(
            file, as: from, reading.options, withWeights: weights, progress: console.progress)
        try console.result(inspection.text, json: inspection.json)
        return 0
    }
}
