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

    /// The size of an image with `margins` around it.
    func adding(_ margins: Margins2D) -> Size2D {
        Size2D(height: height + margins.top + margins.bottom, width: width + margins.left + margins.right)
    }

    /// The size of an image without the rows and columns in `margins`.
    func removing(_ margins: Margins2D) -> Size2D {
        Size2D(height: height - margins.top - margins.bottom, width: width - margins.left - margins.right)
    }

    func multiplied(by factors: Size2D) -> Size2D {
        Size2D(height: height * factors.height, width: width * factors.width)
    }

    public var description: String { "\(height)×\(width)" }
}
