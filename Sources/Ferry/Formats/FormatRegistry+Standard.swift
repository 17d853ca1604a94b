public import FerryCore
internal import FerryKeras

extension FormatRegistry {
    /// The formats that Ferry comes with.
    public static let standard = FormatRegistry([
        KerasArchive(), KerasH5(), KerasVariablesH5(), KerasWeightsH5(),
    ])
}
