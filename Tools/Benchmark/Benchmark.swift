internal import ArgumentParser

/// Ferry's side of `Tools/bench`: measures in a process of its own and prints one line of JSON.
@main
struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ferry-benchmark", abstract: "Ferry's side of Tools/bench.",
        subcommands: [Peak.self, Infer.self, Train.self, Epoch.self])
}
