public import FerryCore

/// What a layer adds to the graph when it is called: it takes the call's inputs and answers its output.
public typealias KerasLayer = @Sendable (_ inputs: [ValueID], _ builder: inout KerasModelBuilder) throws(FerryError) -> ValueID

/// Knows one layer class of Keras: the keys of its configuration and their defaults, its weights in Keras's order, and the
/// operators that it is made of.
public protocol KerasLayerCodec: Sendable {
    /// The classes, as `class_name` spells them; registered classes of other packages with the package (`Package>Layer`).
    var classNames: [String] { get }
    /// Keys that change nothing at inference, beyond ``KerasKeys/everywhere``.
    var ignoredKeys: Set<String> { get }

    /// Reads a configuration; problems are noted in it. Keys that are neither read nor ignored are refused afterwards.
    ///
    /// The layer asks its builder for weights in Keras's order: first those that are trained, then the rest.
    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer

    /// The layer that computes what a node of a graph does that did not come from Keras; nothing where that is none of these classes.
    ///
    /// - Throws: `unsupported` where it would be one of them, if its attributes were such as Keras has.
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription?
}

extension KerasLayerCodec {
    public var ignoredKeys: Set<String> { [] }
    public func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? { nil }
}
