/// A picture as 8-bit RGB, whatever the file held; alpha is laid over the background that keeps the drawing visible.
public struct Picture: Hashable, Sendable {
    public let width: Int
    public let height: Int
    /// `[height, width, 3]`, row-major, as sRGB stores them.
    public let samples: [UInt8]

    /// - Precondition: three samples for each pixel.
    public init(width: Int, height: Int, samples: [UInt8]) {
        precondition(samples.count == width * height * 3, "\(samples.count) samples do not fill \(width)×\(height) pixels")
        self.width = width
        self.height = height
        self.samples = samples
    }

    /// Lays RGBA samples over white, or over black where what is opaque is light.
    ///
    /// - Precondition: four samples for each pixel.
    init(width: Int, height: Int, rgba: [UInt8]) {
        let background = Self.opaqueLuminance(rgba) > 127.5 ? 0 : 255
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height * 3)
        for pixel in stride(from: 0, to: rgba.count, by: 4) {
            let alpha = Int(rgba[pixel + 3])
            for channel in 0..<3 {
                samples.append(UInt8((Int(rgba[pixel + channel]) * alpha + background * (255 - alpha) + 127) / 255))
            }
        }
        self.init(width: width, height: height, samples: samples)
    }

    /// The mean luminance, each pixel weighted by its opacity; 0 where everything is transparent.
    private static func opaqueLuminance(_ rgba: [UInt8]) -> Double {
        var sum = 0
        var weight = 0
        for pixel in stride(from: 0, to: rgba.count, by: 4) {
            let alpha = Int(rgba[pixel + 3])
            sum += alpha * luminance(rgba[pixel], rgba[pixel + 1], rgba[pixel + 2])
            weight += alpha
        }
        return weight == 0 ? 0 : Double(sum) / Double(weight) / 1000
    }

    /// The luma of ITU-R BT.601, in thousandths: what Pillow's conversion to grey computes.
    private static func luminance(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
        299 * Int(red) + 587 * Int(green) + 114 * Int(blue)
    }

    /// The luma of every pixel, 0 to 1: `[height, width, 1]`.
    public var grey: PixelPlane {
        PixelPlane(
            height: height, width: width, channels: 1,
            elements: stride(from: 0, to: samples.count, by: 3).map { pixel in
                Float(Self.luminance(samples[pixel], samples[pixel + 1], samples[pixel + 2])) / 255_000
            })
    }

    /// Every sample, 0 to 1: `[height, width, 3]`.
    public var colour: PixelPlane {
        PixelPlane(height: height, width: width, channels: 3, elements: samples.map { Float($0) / 255 })
    }
}
