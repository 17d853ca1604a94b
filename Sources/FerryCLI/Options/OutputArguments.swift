internal import ArgumentParser

/// How much a command says, and to whom.
struct OutputArguments: ParsableArguments {
    @Flag(help: "Print one JSON document on standard output, and errors as JSON on standard error.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing on standard error but errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Print more on standard error.")
    var verbose = false

    @Flag(help: "Print plain lines instead of a progress bar.")
    var noProgress = false
}
