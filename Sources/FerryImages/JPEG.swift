internal import CJPEG
internal import FerryCore

/// JPEG through TurboJPEG, whose interface has no jumps.
enum JPEG {
    static func decode(_ bytes: [UInt8], _ limits: PictureLimits) throws(FerryError) -> Picture {
        guard let decoder = unsafe tjInitDecompress() else {
            throw FerryError(.internalDefect, "the JPEG decoder does not start")
        }
        defer { unsafe tjDestroy(decoder) }
        let (width, height) = try unsafe size(bytes, decoder)
        try Picture.check(width: width, height: height, limits)
        var samples = [UInt8](repeating: 0, count: width * height * 3)
        // Safety: TurboJPEG reads `source.count` bytes and writes `height` rows of `width * 3` bytes, which is what `samples` holds.
        let status = unsafe bytes.withUnsafeBufferPointer { source in
            unsafe samples.withUnsafeMutableBufferPointer { target in
                unsafe tjDecompress2(
                    decoder, source.baseAddress, UInt(source.count), target.baseAddress, Int32(width), 0, Int32(height),
                    Int32(TJPF_RGB.rawValue), Int32(TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS))
            }
        }
        guard unsafe status == 0 || isHarmless(decoder) else { throw unsafe refusal(decoder) }
        return Picture(width: width, height: height, samples: samples)
    }

    private static func size(_ bytes: [UInt8], _ decoder: tjhandle) throws(FerryError) -> (width: Int, height: Int) {
        var (width, height, subsampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        // Safety: TurboJPEG reads `source.count` bytes.
        let status = unsafe bytes.withUnsafeBufferPointer { source in
            unsafe tjDecompressHeader3(
                decoder, source.baseAddress, UInt(source.count), &width, &height, &subsampling, &colours)
        }
        guard status == 0 else { throw unsafe refusal(decoder) }
        guard width > 0, height > 0 else {
            throw FerryError(.malformed, "the JPEG picture cannot be decoded: it ends before its size is told")
        }
        guard colours != TJCS_CMYK.rawValue, colours != TJCS_YCCK.rawValue else {
            throw FerryError(.unsupported, "the JPEG picture is in CMYK", expected: "grey or RGB", remedy: "convert it to RGB")
        }
        return (Int(width), Int(height))
    }

    /// Some cameras pad their files, which libjpeg warns of and reads. The code tells nothing: once there was a warning it is
    /// that of a warning, whatever followed.
    private static func isHarmless(_ decoder: tjhandle) -> Bool { unsafe message(decoder).contains("extraneous bytes") }

    private static func refusal(_ decoder: tjhandle) -> FerryError {
        FerryError(.malformed, "the JPEG picture cannot be decoded: \(unsafe message(decoder))")
    }

    private static func message(_ decoder: tjhandle) -> String {
        // Safety: TurboJPEG returns a NUL-terminated string that lives as long as the decoder; it is copied at once.
        unsafe String(cString: tjGetErrorStr2(decoder))
    }
}
