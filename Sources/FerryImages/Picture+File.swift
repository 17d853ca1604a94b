public import FerryCore

/// What keeps a hostile picture harmless.
public struct PictureLimits: Sendable {
    /// Bytes of the file.
    public var byteCount = 256 << 20
    /// Pixels of the picture: 64 megapixels take 256 MiB while they are decoded.
    public var pixelCount = 64 << 20

    public init() {}
}

extension Picture {
    /// Reads a PNG or JPEG picture; which of them, its first bytes say.
    ///
    /// - Throws: `missingFile` and `io`; `limit` before anything of the picture's size is allocated; `unsupported` where the file
    ///   is neither, `malformed` where the decoder refuses it.
    public init(path: String, limits: PictureLimits = PictureLimits()) throws(FerryError) {
        let file = try FileByteSource(path: path)
        guard file.byteCount <= limits.byteCount else {
            throw FerryError(
                .limit, "the picture's file is too large", expected: "at most \(limits.byteCount) bytes",
                found: "\(file.byteCount)", at: Location(file: path))
        }
        do {
            self = try Self.decode(try file.bytes(), limits)
        } catch {
            throw error.at(Location(file: path))
        }
    }

    private static func decode(_ bytes: [UInt8], _ limits: PictureLimits) throws(FerryError) -> Picture {
        if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) { return try PNG.decode(bytes, limits) }
        if bytes.starts(with: [0xff, 0xd8, 0xff]) { return try JPEG.decode(bytes, limits) }
        throw FerryError(
            .unsupported, "the file is no picture that Ferry reads", expected: "a PNG or JPEG picture",
            found: try FileKind.describe(MemoryByteSource(bytes, name: "")))
    }

    static func check(width: Int, height: Int, _ limits: PictureLimits) throws(FerryError) {
        guard width > 0, height > 0, width <= limits.pixelCount / height else {
            throw FerryError(
                .limit, "the picture is too large", expected: "at most \(limits.pixelCount) pixels", found: "\(width)×\(height)",
                remedy: "scale it down: models take much smaller ones")
        }
    }
}
