internal import ArgumentParser
internal import Ferry

/// Turns what is wrong with the command line into the error block that all errors have.
enum UsageError {
    /// The error for a word that is no command where one is awaited.
    static func unknownCommand(in arguments: [String]) -> FerryError? {
        let path = path(of: arguments)
        let commands = path.isEmpty ? FerryCommand.commands : path[path.count - 1].configuration.subcommands
        guard !commands.isEmpty, let word = arguments.dropFirst(path.count).first, !word.hasPrefix("-") else { return nil }
        let names = commands.map { $0.name } + (path.isEmpty ? ["help"] : [])
        guard !names.contains(word) else { return nil }
        let line = (["ferry"] + path.map { $0.name }).joined(separator: " ")
        let remedy = Suggestion.nearest(to: word, among: names).map { "\(line) \($0)" } ?? "\(line) --help"
        return FerryError(
            .usage, "'\(word)' is no command of \(line)", expected: names.joined(separator: ", "), remedy: remedy)
    }

    /// What ArgumentParser found wrong with `arguments`.
    static func from(_ error: any Error, _ arguments: [String]) -> FerryError {
        let message = FerryCommand.message(for: error)
        let problem = message.prefix(1).lowercased() + message.dropFirst()
        let path = path(of: arguments)
        let usage = path.last.map { FerryCommand.usageString(for: $0) } ?? FerryCommand.usageString()
        return FerryError(
            .usage, problem.hasSuffix(".") ? String(problem.dropLast()) : problem, expected: usage.onOneLine,
            remedy: (["ferry"] + path.map { $0.name } + ["--help"]).joined(separator: " "))
    }

    /// The commands that the first words name, each one's subcommand after it.
    private static func path(of arguments: [String]) -> [any ParsableCommand.Type] {
        var path: [any ParsableCommand.Type] = []
        var commands = FerryCommand.commands
        for word in arguments {
            guard let command = commands.first(where: { $0.name == word }) else { break }
            path.append(command)
            commands = command.configuration.subcommands
        }
        return path
    }
}

extension ParsableCommand {
    /// The word that names it; every command of Ferry has one.
    fileprivate static var name: String { configuration.commandName ?? "" }
}

extension String {
    /// Line breaks and the indentation after them, as single spaces.
    fileprivate var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
