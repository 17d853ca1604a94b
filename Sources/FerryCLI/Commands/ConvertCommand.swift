internal import ArgumentParser
internal import Ferry

struct ConvertCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Converts a model file, and verifies the result before it appears.",
        discussion: """
            The written file is read back and compared with the input, layer by layer, in
            float64 and float32. Where that fails, OUT is not created.

            EXAMPLES
              ferry convert model.h5 model.onnx
              ferry convert model.keras model.onnx --layout nchw --opset 18
              ferry convert some.weights.h5 model.onnx --architecture mnist-cnn
              ferry convert weights.safetensors model.keras --architecture model.onnx
              ferry convert model.h5 model.onnx --inputs x.npz --tolerance 1e-6
              ferry convert old.h5 new.keras
              ferry convert new.keras old.h5 --keras 2
              ferry convert model.h5 model.onnx --no-verify --force
            """)

    @Argument(help: ArgumentHelp("The file to read; its content tells its format.", valueName: "in"), completion: .file())
    var input: String

    @Argument(help: ArgumentHelp("The file to write; its extension tells its format.", valueName: "out"), completion: .file())
    var outputPath: String

    @Option(help: ArgumentHelp("The input's format, where its content shall not tell.", valueName: "format"))
    var from: FormatID?

    @Option(help: ArgumentHelp("The output's format, where its extension does not tell.", valueName: "format"))
    var to: FormatID?

    @Option(help: ArgumentHelp("ONNX operator set to write; 17 unless given.", valueName: "n"))
    var opset: Int?

    @Option(help: "Layout of the ONNX model's image inputs; as in the source unless given.")
    var layout: WriteOptions.ImageLayout?

    @Option(help: ArgumentHelp("Batch size to write: a number or 'dynamic'.", valueName: "n|dynamic"))
    var batch = BatchSize.dynamic

    @Flag(help: "Put the weights into a second file beside OUT (ONNX external data).")
    var externalData = false

    @Option(help: ArgumentHelp("The generation of Keras that shall read OUT, 2 or 3; 3 unless given.", valueName: "2|3"))
    var keras: Int?

    @Flag(help: "Put the optimizer's variables into a whole-model .h5 file; .keras files always have them.")
    var optimizerState = false

    @Flag(help: "Do not compare the written file with the input.")
    var noVerify = false

    @Flag(help: "Replace OUT where it exists.")
    var force = false

    @OptionGroup(title: "READING") var reading: ReadArguments
    @OptionGroup(title: "VERIFICATION") var verification: VerifyArguments
    @OptionGroup(title: "COMPUTING") var compute: ComputeArguments
    @OptionGroup(title: "TALKING") var output: OutputArguments

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        var options = ConvertOptions()
        options.source = from
        options.target = to
        options.read = reading.options
        options.write.opset = opset
        options.write.layout = layout
        options.write.batch = batch.size
        options.write.usesExternalData = externalData
        options.write.kerasGeneration = keras
        options.write.includesOptimizerState = optimizerState
        options.replacesExisting = force
        options.verification = noVerify ? nil : verification.options(compute)
        options.inputs = noVerify ? nil : verification.inputs
        let report = try convert(input, to: outputPath, options, progress: console.progress)
        for notice in report.notices { try console.note("note: \(notice)") }
        try console.result(report.text, json: report.json)
        return report.isWritten ? 0 : 1
    }
}

/// A number, or `dynamic` for a batch that stays open.
enum BatchSize: ExpressibleByArgument {
    case dynamic
    case fixed(Int)

    init?(argument: String) {
        if argument == "dynamic" {
            self = .dynamic
        } else if let size = Int(argument), size > 0 {
            self = .fixed(size)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { "dynamic" }

    var size: Int? { if case .fixed(let size) = self { size } else { nil } }
}
