/// Rows and columns around an image.
public struct Margins2D: Hashable, Sendable {
    public var top: Int
    public var bottom: Int
    public var left: Int
    public var right: Int

    public init(top: Int, bottom: Int, left: Int, right: Int) {
        self.top = top
        self.bottom = bottom
        self.left = left
        self.right = right
    }

    public static let zero = Margins2D(top: 0, bottom: 0, left: 0, right: 0)
}
