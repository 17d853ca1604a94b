public import FerryCore

/// Where a data set comes from: what `--data` is given.
public struct DataSource: Sendable {
    private enum Form {
        case files(IDXFolder)
        case arrays(ArrayData)
    }

    /// As it was given.
    public let text: String
    /// Classes that files number and do not name; ten unless given.
    public var classCount: Int?

    /// - Parameter text: a folder of MNIST-style IDX files, or an `.npz`.
    public init(_ text: String) { self.text = text }

    /// Whether there is such a part: a data set may come without a test part.
    ///
    /// - Throws: as ``load(_:)``.
    public func holds(_ part: DataPart) throws(FerryError) -> Bool {
        switch try form() {
        case .files(let folder): folder.holds(part)
        case .arrays(let arrays): arrays.holds(part)
        }
    }

    /// Reads one part, and nothing of the other one.
    ///
    /// - Throws: `missingFile` where it is not there; `malformed`, `mismatch`, `unsupported`, `limit` and `io` where the files are
    ///   not what they should be.
    public func load(_ part: DataPart) throws(FerryError) -> DataSet {
        switch try form() {
        case .files(let folder): try folder.read(part, classCount: classCount)
        case .arrays(let arrays): try arrays.read(part, classCount: classCount)
        }
    }

    private func form() throws(FerryError) -> Form {
        switch Folder.kind(of: text) {
        case .folder: return .files(try IDXFolder(text))
        case .file: return .arrays(try ArrayData(text))
        default:
            throw FerryError(
                .missingFile, "there is no such data",
                expected: "a folder of IDX files, or an .npz", at: Location(file: text),
                remedy: "ferry data fetch mnist   (fetches MNIST)")
        }
    }
}
