/// How an ONNX value holds a value of Ferry's graph, whose images are channel-last.
public enum ONNXLayout: Hashable, Sendable {
    /// Axis by axis the same.
    case asIs
    /// `[batch, height, width, channels]` held as `[batch, channels, height, width]`.
    case channelsFirst
    /// `[batch, height · width · channels]` held in the order channels, height, width.
    case flattenedChannelsFirst(height: Int, width: Int, channels: Int)

    /// Axis `i` of a channels-first image is axis `toChannelsFirst[i]` of a channel-last one.
    static let toChannelsFirst = [0, 3, 1, 2]
    /// Axis `i` of a channel-last image is axis `toChannelsLast[i]` of a channels-first one.
    static let toChannelsLast = [0, 2, 3, 1]

    /// Where the ONNX value has axis `axis` of the value, which counts from the start.
    public func axis(_ axis: Int) -> Int { self == .channelsFirst ? Self.toChannelsLast[axis] : axis }

    /// Which axis of the value the ONNX value's axis `axis` is.
    public func valueAxis(_ axis: Int) -> Int { self == .channelsFirst ? Self.toChannelsFirst[axis] : axis }

    /// What a name has behind it where a value is held in this layout besides the one that bears its name.
    var suffix: String {
        switch self {
        case .asIs: "#nhwc"
        case .channelsFirst: "#nchw"
        case .flattenedChannelsFirst: "#chw"
        }
    }

    /// A name without a layout's suffix.
    static func stem(_ name: String) -> String {
        for suffix in [asIs.suffix, channelsFirst.suffix] where name.hasSuffix(suffix) {
            return String(name.dropLast(suffix.count))
        }
        return name
    }
}
