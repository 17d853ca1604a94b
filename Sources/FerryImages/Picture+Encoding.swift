public import FerryCore

extension Picture {
    /// A grey picture.
    ///
    /// - Parameter grey: `[height, width]`, row-major.
    /// - Precondition: one sample for each pixel.
    public init(width: Int, height: Int, grey: [UInt8]) {
        self.init(width: width, height: height, samples: grey.flatMap { [$0, $0, $0] })
    }

    /// The picture as a PNG file: with one channel where it is grey, else RGB.
    ///
    /// - Throws: `internalDefect` where the encoder refuses.
    /// - Precondition: there are pixels.
    public func png() throws(FerryError) -> [UInt8] {
        let pixels = stride(from: 0, to: samples.count, by: 3)
        let isGrey = pixels.allSatisfy { samples[$0] == samples[$0 + 1] && samples[$0] == samples[$0 + 2] }
        return try PNG.encode(
            isGrey ? pixels.map { samples[$0] } : samples, width: width, height: height, channels: isGrey ? 1 : 3)
    }
}
