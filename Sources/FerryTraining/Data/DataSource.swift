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
    /// What pictures of a folder are brought to; as they are unless given.
    public var pictureForm: PictureForm?
    /// The drawn digits' seed.
    public var seed: UInt64 = 0

    /// - Parameter text: a folder of MNIST-style IDX files, a folder with a folder of pictures for each class, an `.npz`, or
    ///   ``drawnName``.
    public init(_ text: String) { self.text = text }

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
        guard text != Self.drawnName else { return .drawn }
        switch Folder.kind(of: text) {
        case .folder:
            let files = try IDXFolder(text)
            if DataPart.allCases.contains(where: files.holds) { return .files(files) }
            if let pictures = try PictureFolder(text) { return .pictures(pictures) }
            return .files(files)
        case .file: return .arrays(try ArrayData(text))
        default:
            throw FerryError(
                .missingFile, "there is no such data",
                expected: "a folder of IDX files or of pictures, an .npz, or '\(Self.drawnName)'", at: Location(file: text),
                remedy: "ferry data fetch mnist   (fetches MNIST), or --data \(Self.drawnName)")
        }
    }
}
