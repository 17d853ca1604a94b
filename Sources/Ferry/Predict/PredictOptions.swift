public import FerryCore
public import FerryImages

/// How pictures are classified.
public struct PredictOptions: Sendable {
    /// How a picture becomes a model's input.
    public enum Preparation: String, Sendable, CaseIterable {
        /// As MNIST's makers prepared theirs: see ``Picture/digit()``.
        case digit
        /// Stretched to the input's height and width.
        case stretch
    }

    /// What the model takes black and white for.
    public enum Scale: String, Sendable, CaseIterable {
        /// 0 to 1.
        case unit
        /// −1 to 1.
        case signed
        /// 0 to 255.
        case byte

        func apply(_ element: Float) -> Float {
            switch self {
            case .unit: element
            case .signed: element * 2 - 1
            case .byte: element * 255
            }
        }
    }

    /// The model file's format; told by its content unless given.
    public var source: FormatID?
    public var read = ReadOptions()
    /// Unless given: as a digit where the model takes 28×28 grey pixels, else stretched.
    public var preparation: Preparation?
    /// Unless given: bytes where the model begins by rescaling or normalizing, else 0 to 1.
    public var scale: Scale?
    /// Classes to list for each picture.
    public var top = 3
    /// Threads of the executor; nothing for all cores.
    public var threads: Int?
    public var limits = PictureLimits()

    public init() {}
}
