internal import FerryCore

/// Which digits to draw, and into what.
public struct DrawOptions: Sendable {
    /// What the drawn digits are written as.
    public enum Form: String, Sendable, CaseIterable {
        /// One picture of all of them.
        case sheet
        /// A folder of pictures for each class, in two parts.
        case folder
        /// The arrays `x_train`, `y_train`, `x_test` and `y_test`, as Keras's `mnist.npz` has them.
        case arrays
    }

    /// Digits to train on; unless given 600 on a sheet, else as many as training takes.
    public var count: Int?
    /// Digits to test with; unless given a sixth of `count`, as of MNIST. A sheet has none.
    public var testCount: Int?
    public var seed: UInt64 = 0
    /// Told by the path's extension unless given: `.png` a sheet, `.npz` arrays, none a folder.
    public var form: Form?
    public var replacesExisting = false

    public init() {}
}

extension DrawOptions.Form {
    /// - Throws: `usage` for another extension.
    init(ofPath path: String) throws(FerryError) {
        let name = path.split(separator: "/").last ?? ""
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        switch parts.count > 1 ? parts.last?.lowercased() : nil {
        case "png": self = .sheet
        case "npz": self = .arrays
        case nil: self = .folder
        case let found?:
            throw FerryError(
                .usage, "the output's form is not known", expected: ".png, .npz, or a folder's name without a point",
                found: ".\(found)", at: Location(file: path), remedy: "give --form sheet, folder or arrays")
        }
    }
}
