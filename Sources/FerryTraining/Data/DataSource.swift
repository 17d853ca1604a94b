public import FerryCore

/// Where a data set comes from: what `--data` is given.
public struct DataSource: Sendable {
    private enum Form {
        case drawn
        case files(IDXFolder)
        case pictures(PictureFolder)
        case arrays(ArrayData)
    }

    /// The name of the drawn digits.
    public static let drawnName = "synthetic"

    /// As it was given.
    public let text: String
    /// Classes that files number and do not name; ten unless given.
    public var classCount: Int?
    /// The drawn digits' seed.
    public var seed: UInt64 = 0
    private let path: String
    /// What a folder's pictures are brought to; as they are unless given.
    private let pictureForm: PictureForm?

    /// - Parameter text: a folder of MNIST-style IDX files; a folder with a folder of pictures for each class, and behind a colon
    ///   the size that they are stretched to where they are of several (`photos:64x64`, `photos:28x28x1` for grey); an `.npz`; or
    ///   ``drawnName``.
    public init(_ text: String) {
        self.text = text
        let colon = text.lastIndex(of: ":")
        // A path may hold a colon too.
        guard let colon, Folder.kind(of: text) == nil, let form = PictureForm(text[text.index(after: colon)...]) else {
            (path, pictureForm) = (text, nil)
            return
        }
        (path, pictureForm) = (String(text[..<colon]), form)
    }

    /// Whether there is such a part: a data set may come without a test part.
    ///
    /// - Throws: as ``load(_:)``.
    public func holds(_ part: DataPart) throws(FerryError) -> Bool {
        switch try form() {
        case .drawn: true
        case .files(let folder): folder.holds(part)
        case .pictures(let folder): folder.holds(part)
        case .arrays(let arrays): arrays.holds(part)
        }
    }

    /// Reads one part, and nothing of the other one.
    ///
    /// - Throws: `missingFile` where it is not there; `malformed`, `mismatch`, `unsupported`, `limit` and `io` where the files are
    ///   not what they should be.
    public func load(_ part: DataPart) throws(FerryError) -> DataSet {
        switch try form() {
        case .drawn: DrawnDigits(seed: seed).dataSet(part)
        case .files(let folder): try folder.read(part, classCount: classCount)
        case .pictures(let folder): try folder.read(part, pictureForm)
        case .arrays(let arrays): try arrays.read(part, classCount: classCount)
        }
    }

    private func form() throws(FerryError) -> Form {
        let form = try Self.form(at: path)
        if case .pictures = form { return form }
        guard let pictureForm else { return form }
        throw FerryError(
            .usage, "only a folder of pictures can be brought to a size", expected: "'\(path)' without ':\(pictureForm)'",
            found: "'\(text)'", at: Location(file: path))
    }

    private static func form(at path: String) throws(FerryError) -> Form {
        guard path != drawnName else { return .drawn }
        switch Folder.kind(of: path) {
        case .folder:
            let files = try IDXFolder(path)
            if DataPart.allCases.contains(where: files.holds) { return .files(files) }
            if let pictures = try PictureFolder(path) { return .pictures(pictures) }
            return .files(files)
        case .file: return .arrays(try ArrayData(path))
        default:
            throw FerryError(
                .missingFile, "there is no such data",
                expected: "a folder of IDX files or of pictures, an .npz, or '\(drawnName)'", at: Location(file: path),
                remedy: "ferry data fetch mnist   (fetches MNIST), or --data \(drawnName)")
        }
    }
}
