internal import ArgumentParser

@main
struct FerryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ferry")
}
