internal import ArgumentParser
internal import Ferry

/// How two models are compared.
struct VerifyArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp("Arrays to compare on, instead of random ones: .npz by input name, or .npy.", valueName: "file"),
        completion: .file(extensions: ["npz", "npy"]))
    var inputs: String?

    @Option(help: ArgumentHelp("Random samples to compare on; fewer for a model of large layers.", valueName: "n"))
    var samples = VerifyOptions().samples

    @Option(help: ArgumentHelp("Largest float32 difference, relative to the layer's largest magnitude.", valueName: "x"))
    var tolerance = VerifyOptions().tolerance

    @Flag(help: "Let layers without a counterpart pass.")
    var allowUnmatched = false

    func validate() throws {
        guard samples > 0 else { throw ValidationError("--samples takes a number of at least 1, not \(samples)") }
        guard tolerance >= 0 else { throw ValidationError("--tolerance takes a number of at least 0, not \(tolerance)") }
    }

    func options(_ compute: ComputeArguments) -> VerifyOptions {
        var options = VerifyOptions()
        options.samples = samples
        options.tolerance = tolerance
        options.allowsUnmatched = allowUnmatched
        options.seed = compute.seed
        options.threads = compute.threads.threads
        return options
    }
}
