internal import CPNG
internal import FerryCore

extension PNG {
    /// Encodes 8-bit samples, `[height, width, channels]`.
    ///
    /// - Parameter channels: 1 for grey, 3 for RGB.
    /// - Throws: `internalDefect` where libpng refuses them.
    static func encode(_ samples: [UInt8], width: Int, height: Int, channels: Int) throws(FerryError) -> [UInt8] {
        precondition(samples.count == width * height * channels && width > 0 && height > 0)
        var image = unsafe png_image()
        unsafe image.version = UInt32(PNG_IMAGE_VERSION)
        unsafe (image.width, image.height) = (UInt32(width), UInt32(height))
        unsafe image.format = channels == 1 ? ferry_png_format_grey() : ferry_png_format_rgb()
        defer { unsafe png_image_free(&image) }
        // The largest that libpng can need for this size, so that it need not be asked twice.
        var count = unsafe ferry_png_bound(&image)
        // Safety: libpng reads as many samples as the format and the size ask for, which the precondition checks, and writes at
        // most `count` bytes.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, written in
            let status = unsafe samples.withUnsafeBytes { source in
                unsafe png_image_write_to_memory(&image, target.baseAddress, &count, 0, source.baseAddress, 0, nil)
            }
            written = status == 0 ? 0 : count
        }
        guard !bytes.isEmpty else { throw unsafe FerryError(.internalDefect, "libpng does not encode: \(message(image))") }
        return bytes
    }
}
