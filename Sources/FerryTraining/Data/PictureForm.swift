internal import FerryCore
internal import FerryImages

/// What a folder's pictures are brought to, where they shall not stay as they are.
public struct PictureForm: Hashable, Sendable, CustomStringConvertible {
    public let height: Int
    public let width: Int
    /// 1 for grey, 3 for RGB; nothing for grey where all of them are, and RGB else.
    public let channels: Int?

    /// - Precondition: sizes above 0, and 1 or 3 channels.
    public init(height: Int, width: Int, channels: Int? = nil) {
        precondition(height > 0 && width > 0 && [nil, 1, 3].contains(channels))
        (self.height, self.width, self.channels) = (height, width, channels)
    }

    /// `28x28`, or `28x28x1`; nothing where the text is none of that.
    init?(_ text: some StringProtocol) {
        let numbers = text.split(omittingEmptySubsequences: false) { $0 == "x" || $0 == "×" }.map { Int($0) }
        guard (2...3).contains(numbers.count), let height = numbers[0], let width = numbers[1],
            Self.sides.contains(height), Self.sides.contains(width)
        else { return nil }
        guard numbers.count == 3 else {
            self.init(height: height, width: width)
            return
        }
        guard let channels = numbers[2], channels == 1 || channels == 3 else { return nil }
        self.init(height: height, width: width, channels: channels)
    }

    private static let sides = 1...8192

    public var description: String { "\(height)×\(width)" + (channels.map { "×\($0)" } ?? "") }

    /// Samples of one picture in memory.
    var count: Int { height * width * (channels ?? 3) }

    /// The picture as bytes, `[height, width, channels]`; stretched where its size is another one.
    func bytes(of picture: Picture) -> [UInt8] {
        if channels != 1, picture.height == height, picture.width == width { return picture.samples }
        let plane = channels == 1 ? picture.grey : picture.colour
        return plane.resized(height: height, width: width).bytes
    }
}
