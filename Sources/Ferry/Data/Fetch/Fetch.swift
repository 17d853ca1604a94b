public import FerryCore

/// Brings a published data set into a folder; what is there already and right is left alone.
///
/// - Parameters:
///   - folder: made where there is none.
///   - mirrors: addresses of folders with the files, instead of the known ones.
/// - Throws: `usage` for mirrors that are no addresses; `cannotCreate` where another file has a name that is needed; `io` where no
///   mirror answers; `malformed` where what they send is not what was published.
public func fetch(
    _ data: PublishedData, to folder: String, from mirrors: [String] = [], replacingExisting: Bool = false,
    progress: Progress = .none
) throws(FerryError) -> FetchReport {
    for mirror in mirrors where !["http://", "https://", "file:///"].contains(where: mirror.hasPrefix) {
        throw FerryError(
            .usage, "the mirror is no address", expected: "http://…, https://… or file:///…", found: mirror,
            remedy: "give the address of the folder that has the files")
    }
    try Folder.make(folder)
    var report = FetchReport(data: data.name, folder: folder)
    let total = data.files.reduce(0) { $0 + $1.typicalByteCount }
    var done = 0
    for file in data.files {
        let path = "\(folder)/\(file.name)"
        let progress = FetchProgress(progress, "fetching \(data.name)", file, before: done, of: total)
        progress(0)
        report.files.append(try fetch(file, to: path, mirrors.isEmpty ? data.mirrors : mirrors, replacingExisting, progress))
        done += file.typicalByteCount
    }
    progress("fetching \(data.name)", 1)
    return report
}

private func fetch(
    _ file: PublishedData.File, to path: String, _ mirrors: [String], _ replacesExisting: Bool, _ progress: FetchProgress
) throws(FerryError) -> FetchReport.File {
    if Folder.kind(of: path) == .file {
        do {
            try file.check(path)
            return FetchReport.File(path: path, sha256: file.sha256, byteCount: try FileByteSource(path: path).byteCount)
        } catch {
            guard replacesExisting else {
                var error = error
                error.code = .cannotCreate
                error.remedy = "give --force to fetch it again, or another folder with --to"
                throw error
            }
        }
    }
    let partial = try PartialFile(path: path, replacingExisting: replacesExisting)
    let resumedAt = partial.byteCount
    let source = try FileFetch(file: file, mirrors: mirrors, partial: partial) { progress($0) }.run()
    try partial.commit()
    return FetchReport.File(
        path: path, sha256: file.sha256, byteCount: partial.byteCount, source: source, resumedAt: resumedAt)
}

/// How far all files are.
private struct FetchProgress {
    private let progress: Progress
    private let task: String
    private let file: PublishedData.File
    private let before: Int
    private let total: Int

    init(_ progress: Progress, _ task: String, _ file: PublishedData.File, before: Int, of total: Int) {
        (self.progress, self.task, self.file, self.before, self.total) = (progress, task, file, before, total)
    }

    func callAsFunction(_ byteCount: Int) {
        let megabytes = "\((Double(byteCount) / 1e6).fixed(1)) of \((Double(file.typicalByteCount) / 1e6).fixed(1)) MB"
        // A mirror's file may be a little larger; the bar is full when all files are there.
        let done = Double(before + min(byteCount, file.typicalByteCount)) / Double(total)
        progress(task, min(done, 0.999), detail: "\(file.name) \(megabytes)")
    }
}
