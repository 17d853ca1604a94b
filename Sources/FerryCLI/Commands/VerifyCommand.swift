internal import ArgumentParser
internal import Ferry

struct VerifyCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compares two models layer by layer, in float64 and float32.",
        discussion: """
            REFERENCE may also be a recording: an .npz file with inputs/NAME and
            values/LAYER, as another framework computed them. (An .npz file with other
            names holds weights, and takes --architecture.) Layers are matched by name,
            then by position. The exit status is 1 where the two differ.

            EXAMPLES
              ferry verify model.h5 model.onnx
              ferry verify recording.npz model.onnx
              ferry verify weights.safetensors model.onnx --architecture model.keras
              ferry verify model.h5 model.onnx --inputs x.npz --tolerance 1e-6
              ferry verify model.h5 other.onnx --keep values --allow-unmatched
            """)

    @Argument(help: ArgumentHelp("A model file, or a recording.", valueName: "reference"), completion: .file())
    var reference: String

    @Argument(help: ArgumentHelp("The model file to hold against it.", valueName: "candidate"), completion: .file())
    var candidate: String

    @Option(
        help: ArgumentHelp("Write each compared value into this folder, as .npy.", valueName: "dir"), completion: .directory)
    var keep: String?

    @OptionGroup(title: "READING") var reading: ReadArguments
    @OptionGroup(title: "VERIFICATION") var verification: VerifyArguments
    @OptionGroup(title: "COMPUTING") var compute: ComputeArguments
    @OptionGroup(title: "TALKING") var output: OutputArguments

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        var options = VerifyFilesOptions()
        options.verification = verification.options(compute)
        options.inputs = verification.inputs
        options.read = reading.options
        options.keepFolder = keep
        let report = try verify(reference, candidate, options, progress: console.progress)
        try console.result(report.description, json: report.json)
        return report.passes ? 0 : 1
    }
}
