internal import ArgumentParser

/// How a command computes. Neither option changes what it computes from given inputs.
struct ComputeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Threads to compute on; all cores unless given. It never changes a result.", valueName: "n"))
    var threads: Int?

    @Option(help: ArgumentHelp("Seed of random inputs.", valueName: "n"))
    var seed: UInt64 = 0

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads takes a number of at least 1, not \(threads)") }
    }
}
