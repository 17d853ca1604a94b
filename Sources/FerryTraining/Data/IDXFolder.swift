internal import FerryCore

/// A folder with MNIST-style IDX files.
struct IDXFolder {
    let path: String
    private let names: Set<String>

    /// - Throws: `missingFile` where the path is no folder.
    init(_ path: String) throws(FerryError) {
        self.path = path
        names = Set(try Folder.names(in: path))
    }

    /// Whether the part's pictures or its labels are there.
    func holds(_ part: DataPart) -> Bool { name(part, .pictures) != nil || name(part, .labels) != nil }

    /// - Throws: `missingFile` where a file is not there; what ``IDXFile`` and the check of labels throw.
    func read(_ part: DataPart, classCount: Int?) throws(FerryError) -> DataSet {
        let pictures = try IDXFile(path: try file(part, .pictures), as: .pictures)
        let labelPath = try file(part, .labels)
        let labels = try IDXFile(path: labelPath, as: .labels).elements.map { Int($0) }
        let place = Location(file: labelPath)
        let classNames = try Labels.checked(
            labels, pictureCount: pictures.shape[0], classNames: Labels.numberNames(classCount), at: place)
        return DataSet(
            name: "\(path) (\(part.rawValue))", height: pictures.shape[1], width: pictures.shape[2], channels: 1,
            samples: .bytes(pictures.elements), labels: labels, classNames: classNames)
    }

    /// The names that a file may have, the usual one first.
    static func candidates(_ part: DataPart, _ role: IDXFile.Role) -> [String] {
        let prefixes = part == .train ? ["train"] : ["t10k", "test"]
        let (word, rank) = role == .pictures ? ("images", 3) : ("labels", 1)
        return prefixes.flatMap { prefix in
            ["-", "."].flatMap { mark in
                let name = "\(prefix)-\(word)\(mark)idx\(rank)-ubyte"
                return [name, name + ".gz"]
            }
        }
    }

    private func name(_ part: DataPart, _ role: IDXFile.Role) -> String? {
        Self.candidates(part, role).first(where: names.contains)
    }

    private func file(_ part: DataPart, _ role: IDXFile.Role) throws(FerryError) -> String {
        guard let name = name(part, role) else {
            let found = names.sorted().prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
            throw FerryError(
                .missingFile, "the folder lacks the \(role.rawValue) to \(part.verb)",
                expected: "\(Self.candidates(part, role)[0]), or the same with .gz", found: found.isEmpty ? "nothing" : found,
                at: Location(file: path), remedy: "ferry data fetch mnist   (fetches all four files)")
        }
        return "\(path)/\(name)"
    }
}

extension DataPart {
    /// What the part is for.
    var verb: String {
        switch self {
        case .train: "train on"
        case .test: "test with"
        }
    }
}
