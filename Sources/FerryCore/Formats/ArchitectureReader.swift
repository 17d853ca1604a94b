/// What an architecture without weights can be made of.
public enum ArchitectureSource: Sendable {
    /// The name of a built-in one.
    case name(String)
    /// A file that describes a model; its weights, if it has some, are not asked for.
    case file(any ByteSource)
    /// What a file of weights says of its model.
    case description(ModelDescription)
}

/// A format that describes models without their weights.
///
/// ``FormatRegistry`` asks it for the model that weights without an architecture belong to.
public protocol ArchitectureReader: ModelFormat {
    /// The built-in architectures, by name.
    var architectureNames: [String] { get }

    /// The model that `source` describes. Its parameters are ``DeclaredTensor``s, which have a type and no elements; those of other
    /// sources are constants of the description, and need no tensor.
    ///
    /// - Returns: nothing where `source` is not of this format.
    /// - Throws: `malformed` and `unsupported`, located in the description; `io`.
    func architecture(_ source: ArchitectureSource, options: ReadOptions) throws(FerryError) -> Model?
}

/// A tensor that has a type and no elements: a parameter of an architecture that came without weights.
public struct DeclaredTensor: TensorSource {
    public let element: ElementType
    public let shape: [Int]

    public init(_ shape: [Int], element: ElementType = .float32) {
        self.shape = shape
        self.element = element
    }

    /// - Throws: `usage`, always.
    public func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        throw FerryError(
            .usage, "the model is an architecture without weights",
            remedy: "read a file with weights, and give it this architecture")
    }
}
