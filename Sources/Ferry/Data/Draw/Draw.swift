internal import FerryArchive
public import FerryCore
internal import FerryImages
internal import FerryTraining

/// Writes the digits that `--data synthetic` trains on.
///
/// - Throws: `usage` where the form is not known; `cannotCreate` where the output exists; `io`.
public func drawDigits(
    to path: String, _ options: DrawOptions = DrawOptions(), progress: Progress = .none
) throws(FerryError) -> DrawReport {
    let form = if let form = options.form { form } else { try DrawOptions.Form(ofPath: path) }
    let digits = DrawnDigits(seed: options.seed)
    var report = DrawReport(path: path, form: form, seed: options.seed, trainCount: 0, testCount: 0)
    switch form {
    case .sheet:
        report.trainCount = options.count ?? ContactSheet.standardCount
        // Before any work, so that what cannot be written is told at once.
        let file = try AtomicFile(path: path, replacingExisting: options.replacesExisting)
        let sheet = ContactSheet(digits.dataSet(.train, count: report.trainCount))
        try file.append(try sheet.picture.png())
        try file.commit()
    case .arrays:
        (report.trainCount, report.testCount) = options.counts
        let file = try AtomicFile(path: path, replacingExisting: options.replacesExisting)
        var arrays: [(String, any TensorSource)] = []
        for (part, count) in [(DataPart.train, report.trainCount), (.test, report.testCount)] {
            progress("drawing", part == .train ? 0 : 0.8)
            let bytes = digits.bytes(part, count: count)
            let shape = [count, DrawnDigits.side, DrawnDigits.side]
            arrays.append(("x_\(part.rawValue)", StoredBytes(.uint8, shape, bytes.pictures)))
            arrays.append(("y_\(part.rawValue)", StoredBytes(.uint8, [count], bytes.labels)))
        }
        try NPZ.write(arrays, to: file)
        try file.commit()
    case .folder:
        (report.trainCount, report.testCount) = options.counts
        try writeFolder(path, digits, report, progress)
    }
    progress("drawing", 1)
    return report
}

extension DrawOptions {
    fileprivate var counts: (train: Int, test: Int) {
        let train = count ?? DrawnDigits.standardCount(.train)
        return (train, testCount ?? (train + 3) / 6)
    }
}

/// Writes `PART/CLASS/NUMBER.png`. A folder that exists is not added to: its pictures would be taken for drawn ones.
private func writeFolder(
    _ path: String, _ digits: DrawnDigits, _ report: DrawReport, _ progress: Progress
) throws(FerryError) {
    guard Folder.kind(of: path) == nil else {
        throw FerryError(
            .cannotCreate, "the output exists already", expected: "a folder that is to be made", at: Location(file: path),
            remedy: "remove it, or give another name")
    }
    try Folder.make(path)
    let total = report.trainCount + report.testCount
    var done = 0
    for (part, count) in [(DataPart.train, report.trainCount), (.test, report.testCount)] where count > 0 {
        try Folder.make("\(path)/\(part.rawValue)")
        for name in DataSet.digitNames { try Folder.make("\(path)/\(part.rawValue)/\(name)") }
        let width = "\(count - 1)".count
        for number in 0..<count {
            let (label, pixels) = digits.digit(number, of: part)
            let name = String(repeating: "0", count: width - "\(number)".count) + "\(number)"
            let file = try AtomicFile(path: "\(path)/\(part.rawValue)/\(DataSet.digitNames[label])/\(name).png")
            try file.append(try Picture(width: DrawnDigits.side, height: DrawnDigits.side, grey: pixels).png())
            // Thousands of small files: that each of them survives a power failure is not worth a wait for the device.
            try file.commit(isDurable: false)
            done += 1
            if done.isMultiple(of: 64) { progress("drawing", Double(done) / Double(total)) }
        }
    }
}
