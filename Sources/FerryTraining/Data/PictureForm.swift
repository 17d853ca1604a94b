internal import FerryCore
internal import FerryImages

/// What pictures are brought to, where they shall not stay as they are.
public struct PictureForm: Hashable, Sendable, CustomStringConvertible {
    public var height: Int
    public var width: Int
    /// 1 for grey, 3 for RGB.
    public var channels: Int

    /// - Precondition: sizes above 0, and 1 or 3 channels.
    public init(height: Int, width: Int, channels: Int) {
        precondition(height > 0 && width > 0 && (channels == 1 || channels == 3))
        (self.height, self.width, self.channels) = (height, width, channels)
    }

    /// Samples of one picture.
    var count: Int { height * width * channels }

    public var description: String { "\(height)×\(width)×\(channels)" }

    /// The picture as bytes, `[height, width, channels]`; stretched where its size is another one.
    func bytes(of picture: Picture) -> [UInt8] {
        if channels == 3, picture.height == height, picture.width == width { return picture.samples }
        let plane = channels == 1 ? picture.grey : picture.colour
        return plane.resized(height: height, width: width).bytes
    }
}
