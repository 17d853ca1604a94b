internal import ArgumentParser
internal import Ferry

/// Turns what is wrong with the command line into the error block that all errors have.
enum UsageError {
    /// The error for a first word that is no command.
    static func unknownCommand(in arguments: [String]) -> FerryError? {
        let names = FerryCommand.commands.map { $0.configuration.commandName ?? "" } + ["help"]
        guard let word = arguments.first, !word.hasPrefix("-"), !names.contains(word) else { return nil }
        let remedy = Suggestion.nearest(to: word, among: names).map { "ferry \($0)" } ?? "ferry --help"
        return FerryError(
            .usage, "'\(word)' is no command of ferry", expected: names.joined(separator: ", "), remedy: remedy)
    }

    /// What ArgumentParser found wrong with `arguments`.
    static func from(_ error: any Error, _ arguments: [String]) -> FerryError {
        let message = FerryCommand.message(for: error)
        let problem = message.prefix(1).lowercased() + message.dropFirst()
        let command = FerryCommand.commands.first { $0.configuration.commandName == arguments.first }
        let usage = command.map { FerryCommand.usageString(for: $0) } ?? FerryCommand.usageString()
        return FerryError(
            .usage, problem.hasSuffix(".") ? String(problem.dropLast()) : problem, expected: usage.onOneLine,
            remedy: (["ferry"] + (command?.configuration.commandName.map { [$0] } ?? []) + ["--help"]).joined(separator: " "))
    }
}

extension String {
    /// Line breaks and the indentation after them, as single spaces.
    fileprivate var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
