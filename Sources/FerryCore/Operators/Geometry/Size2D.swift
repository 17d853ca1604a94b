/// A height and a width: of a kernel, a window, a stride.
public struct Size2D: Hashable, Sendable, CustomStringConvertible {
    public var height: Int
    public var width: Int

    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// The same size both ways.
    public init(_ both: Int) { self.init(height: both, width: both) }

    public var description: String { "\(height)×\(width)" }
}
