/// What keeps a hostile configuration harmless: beyond these, sizes would overflow or ask for memory that nobody has.
enum KerasLimits {
    /// One size, stride or count.
    static let size = 1 << 24
    /// Elements of one value, for a batch of one.
    static let elementCount = 1 << 31
    /// Layers of a model, those of nested models among them.
    static let layerCount = 1 << 16
    /// Nodes of a graph.
    static let nodeCount = 1 << 18
}
