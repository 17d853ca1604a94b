internal import ArgumentParser

/// How many threads a command computes on.
struct ThreadArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Threads to compute on; all cores unless given. It never changes a result.", valueName: "n"))
    var threads: Int?

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads takes a number of at least 1, not \(threads)") }
    }
}

/// The same, for commands that draw random numbers.
struct ComputeArguments: ParsableArguments {
    @OptionGroup var threads: ThreadArguments

    @Option(help: ArgumentHelp("Seed of random inputs.", valueName: "n"))
    var seed: UInt64 = 0
}
