public import FerryCore

extension FormatRegistry {
    /// The formats that Ferry comes with.
    public static let standard = FormatRegistry([])
}
