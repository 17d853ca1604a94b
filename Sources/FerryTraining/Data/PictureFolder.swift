internal import FerryCore
internal import FerryImages

/// A folder with a folder of PNG and JPEG pictures for each class: `train/CLASS/…` and `test/CLASS/…`, or `CLASS/…`, of which every
/// seventh picture is held out to test with, as many as of MNIST.
struct PictureFolder {
    /// A picture that is not read yet.
    private struct Entry {
        let path: String
        let label: Int
    }

    let path: String
    /// The folders' names, sorted.
    let classNames: [String]
    private let isParted: Bool
    private static let heldOut = 7
    private static let extensions = [".png", ".jpg", ".jpeg"]
    /// Bytes of one part in memory.
    private static let byteCountLimit = 4 << 30

    /// - Returns: nothing where there are no folders, so that the folder is of another kind.
    /// - Throws: `missingFile`; `mismatch` where there are less than two classes, or the test part has one that the training part
    ///   lacks.
    init?(_ path: String) throws(FerryError) {
        self.path = path
        let folders = try Self.folders(in: path)
        guard !folders.isEmpty else { return nil }
        let parts = DataPart.allCases.filter { folders.contains($0.rawValue) }
        isParted = !parts.isEmpty
        classNames = if let first = parts.first { try Self.folders(in: "\(path)/\(first.rawValue)") } else { folders }
        guard classNames.count >= 2 else {
            throw FerryError(
                .mismatch, "the pictures are of one class only", expected: "a folder of pictures for each class, at least two",
                found: classNames.isEmpty ? "no folder" : "the folder '\(classNames[0])'",
                at: Location(file: parts.first.map { "\(path)/\($0.rawValue)" } ?? path))
        }
        guard parts.count == 2 else { return }
        let test = "\(path)/\(DataPart.test.rawValue)"
        for name in try Self.folders(in: test) where !classNames.contains(name) {
            throw FerryError(
                .mismatch, "a class is tested that is not trained", expected: classNames.joined(separator: ", "), found: name,
                at: Location(file: "\(test)/\(name)"), remedy: "name the folders of both parts alike")
        }
    }

    func holds(_ part: DataPart) -> Bool { !isParted || Folder.kind(of: "\(path)/\(part.rawValue)") == .folder }

    /// Reads a part's pictures, in an order that mixes the classes and is always the same.
    ///
    /// - Parameter form: what they are brought to; unless given all have to be of one size.
    /// - Throws: `missingFile` where there are none, or none of a class to train on; `mismatch` where sizes differ; `unsupported`
    ///   where something else lies among them; `limit`; what reading a picture throws.
    func read(_ part: DataPart, _ form: PictureForm?) throws(FerryError) -> DataSet {
        let entries = try mixed(self.entries(part))
        let first = try Picture(path: entries[0].path)
        let target = form ?? PictureForm(height: first.height, width: first.width)
        guard target.count <= Self.byteCountLimit / entries.count else {
            throw FerryError(
                .limit, "the pictures are too many for their size", expected: "at most \(Self.byteCountLimit) bytes",
                found: "\(entries.count) of \(target)", at: Location(file: path), remedy: "scale them down")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * target.count)
        for entry in entries {
            let picture = try Picture(path: entry.path)
            guard form != nil || picture.height == target.height && picture.width == target.width else {
                throw FerryError(
                    .mismatch, "the pictures are of different sizes",
                    expected: "\(target.height)×\(target.width), as \(entries[0].path)",
                    found: "\(picture.height)×\(picture.width)", at: Location(file: entry.path),
                    remedy: "--data \(path):\(target.height)x\(target.width)   (stretches all of them to that size)")
            }
            bytes += target.bytes(of: picture)
        }
        let isGrey = target.channels == nil && Self.isGrey(bytes)
        if isGrey { bytes = stride(from: 0, to: bytes.count, by: 3).map { bytes[$0] } }
        return DataSet(
            name: "\(path) (\(part.rawValue))", height: target.height, width: target.width,
            channels: isGrey ? 1 : target.channels ?? 3, bytes: bytes, labels: entries.map(\.label), classNames: classNames)
    }

    /// A part's pictures, class by class.
    private func entries(_ part: DataPart) throws(FerryError) -> [Entry] {
        var entries: [Entry] = []
        let root = isParted ? "\(path)/\(part.rawValue)" : path
        for (label, name) in classNames.enumerated() {
            let folder = "\(root)/\(name)"
            guard Folder.kind(of: folder) == .folder else { continue }
            let pictures = try Self.pictures(in: folder)
            guard !pictures.isEmpty || part == .test else {
                throw FerryError(
                    .missingFile, "there are no pictures of the class '\(name)'", expected: "PNG or JPEG pictures",
                    found: "an empty folder", at: Location(file: folder), remedy: "remove the folder, or put pictures there")
            }
            for (number, picture) in pictures.enumerated() {
                let isHeldOut = number % Self.heldOut == Self.heldOut - 1
                if isParted || isHeldOut == (part == .test) { entries.append(Entry(path: picture, label: label)) }
            }
        }
        guard entries.isEmpty else { return entries }
        throw FerryError(
            .missingFile, "there are no pictures to \(part.verb)",
            expected: isParted
                ? "PNG or JPEG pictures in a folder for each class"
                : "at least \(Self.heldOut) pictures of a class, of which every \(Self.heldOut)th is held out",
            found: "the folders " + classNames.joined(separator: ", "), at: Location(file: root))
    }

    private func mixed(_ entries: [Entry]) -> [Entry] {
        var entries = entries
        var generator = RandomStream.shuffling.generator(seed: 0, .max)
        for last in entries.indices.dropFirst().reversed() { entries.swapAt(last, generator.index(below: last + 1)) }
        return entries
    }

    /// The paths of a class's pictures. What else lies there is refused: it would be left out without a word.
    private static func pictures(in folder: String) throws(FerryError) -> [String] {
        let names = try Folder.names(in: folder)
        for name in names where !extensions.contains(where: name.lowercased().hasSuffix) {
            throw FerryError(
                .unsupported, "what lies among the pictures is none that Ferry reads", expected: ".png, .jpg or .jpeg",
                found: Folder.kind(of: "\(folder)/\(name)") == .folder ? "a folder" : name,
                at: Location(file: "\(folder)/\(name)"), remedy: "convert it, or move it elsewhere")
        }
        return names.map { "\(folder)/\($0)" }
    }

    private static func folders(in path: String) throws(FerryError) -> [String] {
        try Folder.names(in: path).filter { Folder.kind(of: "\(path)/\($0)") == .folder }
    }

    private static func isGrey(_ samples: [UInt8]) -> Bool {
        let pixels = stride(from: 0, to: samples.count, by: 3)
        return pixels.allSatisfy { samples[$0] == samples[$0 + 1] && samples[$0] == samples[$0 + 2] }
    }
}
