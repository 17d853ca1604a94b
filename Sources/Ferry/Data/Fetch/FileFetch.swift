internal import FerryCore

/// Brings one published file into a folder, from the first mirror that has it.
struct FileFetch {
    let file: PublishedData.File
    let mirrors: [String]
    let partial: PartialFile
    let arrived: (Int) -> Void
    /// How often a broken connection is taken up again without anything having arrived.
    private static let patience = 3

    /// - Returns: the address that it came from, or nothing where a run before had brought all of it.
    /// - Throws: every mirror's failure; `io` where nothing can be written.
    func run() throws(FerryError) -> String? {
        if partial.byteCount > file.byteCountLimit { try partial.removeAll() }
        if partial.byteCount > 0, isWhole { return nil }
        var failures: [FerryError] = []
        for mirror in mirrors {
            let address = mirror + (mirror.hasSuffix("/") ? "" : "/") + file.name
            do {
                try fetch(address)
                return address
            } catch {
                guard error.location.file == address else { throw error }
                failures.append(error)
            }
        }
        throw FerryError.all(failures)!  // There is a mirror, or the command was refused.
    }

    private var isWhole: Bool {
        do {
            try file.check(partial.partialPath)
            return true
        } catch {
            return false
        }
    }

    /// - Throws: an error at the address where the mirror is to blame, and what writing throws.
    private func fetch(_ address: String) throws(FerryError) {
        let transfer = Transfer(address: address, byteCountLimit: file.byteCountLimit)
        var patience = Self.patience
        var startedAt = partial.byteCount
        while true {
            let before = partial.byteCount
            switch try transfer.run(into: partial, arrived: arrived) {
            case .complete:
                do throws(FerryError) {
                    try file.check(partial.partialPath)
                    return
                } catch {
                    let begun = startedAt
                    try partial.removeAll()
                    // What an earlier run, or another mirror, had begun may be to blame.
                    guard begun == 0 else {
                        startedAt = 0
                        continue
                    }
                    var error = error
                    error.location = Location(file: address)
                    error.remedy = Self.remedy
                    throw error
                }
            case .cannotResume:
                guard before > 0 else { throw failure(address, "it does not send the file") }
                try partial.removeAll()
                startedAt = 0
            case .interrupted(let message):
                patience = partial.byteCount > before ? Self.patience : patience - 1
                guard patience > 0 else { throw failure(address, message) }
            case .refused(let message): throw failure(address, message)
            case .tooLarge:
                try partial.removeAll()
                throw FerryError(
                    .malformed, "the file is larger than the one that was published",
                    expected: "at most \(file.byteCountLimit) bytes", at: Location(file: address), remedy: Self.remedy)
            }
        }
    }

    private func failure(_ address: String, _ message: String) -> FerryError {
        FerryError(
            .io, "cannot fetch the file: \(message)", at: Location(file: address), remedy: Self.remedy)
    }

    private static let remedy =
        "run the command again, which goes on where it ended; or --mirror URL; or bring the files here another way; "
        + "or train on the drawn digits: --data synthetic"
}
