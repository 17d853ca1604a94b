internal import ArgumentParser
internal import Ferry

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// From the arguments to the exit status: the one place that catches errors.
@main
enum Launcher {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            exit(try status(of: arguments))
        } catch {
            Console.report(error, asJSON: arguments.prefix { $0 != "--" }.contains("--json"))
            exit(error.code.exitStatus)
        }
    }

    private static func status(of arguments: [String]) throws(FerryError) -> Int32 {
        if let error = UsageError.unknownCommand(in: arguments) { throw error }
        let command: any ParsableCommand
        do {
            command = try FerryCommand.parseAsRoot(arguments)
            if !(command is any Subcommand) {
                var other = command
                try other.run()
            }
        } catch {
            // Help, version and completion scripts arrive as errors too: ArgumentParser leaves by throwing.
            guard FerryCommand.exitCode(for: error).isSuccess else { throw UsageError.from(error, arguments) }
            try StandardStream.output.put(FerryCommand.fullMessage(for: error) + "\n")
            return 0
        }
        guard let command = command as? any Subcommand else { return 0 }
        Interruption.prepare()
        return try command.perform(Console(command.output))
    }
}
