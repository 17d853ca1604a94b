public import FerryCore

/// How a model file is converted.
public struct ConvertOptions: Sendable {
    /// The input's format; told by its content unless given.
    public var source: FormatID?
    /// The output's format; told by its extension unless given.
    public var target: FormatID?
    public var read = ReadOptions()
    public var write = WriteOptions()
    /// How the written file is held against the model that was read; nothing for no verification.
    public var verification: VerifyOptions? = VerifyOptions()
    /// Arrays to verify on, instead of random ones: the path of an `.npz` or `.npy` file.
    public var inputs: String?
    /// Whether an existing output is replaced.
    public var replacesExisting = false

    public init() {}
}
