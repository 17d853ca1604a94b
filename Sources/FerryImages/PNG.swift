internal import CPNG
internal import FerryCore

/// PNG through libpng's simplified interface, which keeps its own jumps away from Swift's frames.
enum PNG {
    static func decode(_ bytes: [UInt8], _ limits: PictureLimits) throws(FerryError) -> Picture {
        var image = unsafe png_image()
        unsafe image.version = UInt32(PNG_IMAGE_VERSION)
        defer { unsafe png_image_free(&image) }
        // Safety: libpng reads `source.count` bytes, all of it inside the closure.
        return try unsafe bytes.span.bytes.withUnsafeBytes { (source: UnsafeRawBufferPointer) throws(FerryError) in
            guard unsafe png_image_begin_read_from_memory(&image, source.baseAddress, source.count) != 0 else {
                throw unsafe refusal(image)
            }
            let (width, height) = unsafe (Int(image.width), Int(image.height))
            try Picture.check(width: width, height: height, limits)
            unsafe image.format = ferry_png_format_rgba()
            // Without it libpng takes 16-bit samples for linear light, which hardly any file means.
            unsafe image.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
            var samples = [UInt8](repeating: 0, count: width * height * 4)
            // Safety: libpng writes what the format asks for: four bytes a pixel.
            let status = unsafe samples.withUnsafeMutableBytes { target in
                unsafe png_image_finish_read(&image, nil, target.baseAddress, 0, nil)
            }
            guard status != 0 else { throw unsafe refusal(image) }
            return Picture(width: width, height: height, rgba: samples)
        }
    }

    private static func refusal(_ image: png_image) -> FerryError {
        FerryError(.malformed, "the PNG picture cannot be decoded: \(unsafe message(image))")
    }

    static func message(_ image: png_image) -> String {
        // Safety: libpng ends the message with a zero inside its array of 64.
        unsafe withUnsafeBytes(of: image.message) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
