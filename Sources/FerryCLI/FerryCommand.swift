internal import ArgumentParser
internal import Ferry

/// The root of the command line.
struct FerryCommand: ParsableCommand {
    static let commands: [any ParsableCommand.Type] = [
        ConvertCommand.self, VerifyCommand.self, RunCommand.self, InspectCommand.self, TrainCommand.self, EvaluateCommand.self,
        PredictCommand.self, DataCommand.self, FormatsCommand.self, OperatorsCommand.self, DoctorCommand.self,
    ]

    static let configuration = CommandConfiguration(
        commandName: "ferry",
        abstract: "Carries neural networks between file formats and checks every layer on the way.",
        discussion: """
            EXAMPLES
              ferry convert model.h5 model.onnx     Keras to ONNX, every layer compared
              ferry inspect model.keras             layers, parameters, training state
              ferry train mnist-cnn -o model.keras  a recipe, or a model file to fine-tune
              ferry data fetch mnist                the files to train on, checked
              ferry predict model.onnx digit.png    classes and probabilities
              ferry verify answers.npz model.onnx   against what Keras itself answered

            EXIT STATUS
              0    done                   70   a defect of ferry
              1    a comparison failed    73   the output exists or cannot be made
              64   wrong usage            74   input/output error
              65   the input is wrong     130  interrupted
              66   the input is missing

            SHELL COMPLETIONS
              ferry --generate-completion-script bash|zsh|fish
            """,
        version: FerryVersion.current,
        subcommands: commands)
}

/// A command that does something.
protocol Subcommand: ParsableCommand {
    var output: OutputArguments { get }

    /// Does the work and prints its result.
    ///
    /// - Returns: the exit status: 0, or 1 where a comparison failed.
    func perform(_ console: Console) throws(FerryError) -> Int32
}
