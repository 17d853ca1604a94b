internal import FerryCore

/// One try to bring a file, or the rest of it, from one address, by the program `curl`.
///
/// The library would bring 31 others along, whose loading each short command would pay for.
struct Transfer {
    /// What came of it.
    enum Outcome: Equatable {
        case complete
        /// The server sends whole files only.
        case cannotResume
        /// The connection broke: it may go on.
        case interrupted(String)
        case refused(String)
        /// More arrived than the file can have.
        case tooLarge
    }

    let address: String
    let byteCountLimit: Int
    private static let bufferByteCount = 1 << 16

    /// Appends what arrives.
    ///
    /// - Parameter arrived: told how many bytes of the file are there.
    /// - Throws: `io` where curl cannot be started, or the file cannot be written.
    func run(into file: PartialFile, arrived: (Int) -> Void) throws(FerryError) -> Outcome {
        let curl: ChildProcess
        do {
            curl = try ChildProcess("curl", arguments(resumingAt: file.byteCount))
        } catch {
            var error = error
            error.remedy = "install it: apt-get install curl"
            throw error
        }
        var buffer = [UInt8](repeating: 0, count: Self.bufferByteCount)
        while case let count = try curl.read(into: &buffer), count > 0 {
            guard file.byteCount + count <= byteCountLimit else { return .tooLarge }
            try unsafe file.append(buffer.span.bytes.extracting(0..<count))
            arrived(file.byteCount)
        }
        return Self.outcome(curl.finish())
    }

    private func arguments(resumingAt offset: Int) -> [String] {
        // A user's settings could change what is written on standard output.
        var arguments = ["--disable", "--silent", "--show-error", "--fail", "--location", "--globoff"]
        arguments += ["--proto", "=http,https,file", "--proto-redir", "=http,https", "--max-redirs", "10"]
        arguments += ["--connect-timeout", "20", "--speed-limit", "1", "--speed-time", "30"]
        if offset > 0 { arguments += ["--continue-at", "\(offset)"] }
        return arguments + ["--output", "-", "--url", address]
    }

    /// The exit statuses of curl's manual page.
    private static func outcome(_ outcome: ChildProcess.Outcome) -> Outcome {
        let message =
            outcome.message.split(whereSeparator: \.isNewline).last.map(String.init)
            ?? "curl ended with status \(outcome.status)"
        return switch outcome.status {
        case 0: .complete
        // A range that the server cannot send; a file:// one that is shorter; a status of 416.
        case 33, 36: .cannotResume
        case 22 where message.contains(" 416"): .cannotResume
        // Partial file, timeout, nothing received, receiving or sending failed, an HTTP/2 or HTTP/3 stream broken.
        case 16, 18, 28, 52, 55, 56, 92, 95: .interrupted(message)
        default: .refused(message)
        }
    }
}
