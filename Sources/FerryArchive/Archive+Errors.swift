internal import FerryCore

extension FerryError {
    /// A rule of the zip format that the file breaks.
    static func damagedZip(
        _ problem: String, at offset: Int, in file: String, expected: String? = nil, found: String? = nil
    ) -> FerryError {
        FerryError(
            .malformed, problem, expected: expected, found: found, at: Location(file: file, path: .byteOffset(offset)))
    }

    /// Something that zip allows and Ferry does not read.
    static func unsupportedZip(_ problem: String, member: String? = nil, in file: String) -> FerryError {
        FerryError(
            .unsupported, problem, at: Location(file: file, path: member), remedy: "write the archive again without it")
    }

    /// What libzip itself refused, in its own words.
    static func refusedByLibzip(_ job: String, reason: String, member: String? = nil, in file: String) -> FerryError {
        FerryError(.malformed, "libzip cannot \(job): \(reason)", at: Location(file: file, path: member))
    }

    /// A rule of NumPy's array format that the bytes break.
    static func damagedArray(
        _ problem: String, in file: String, at offset: Int = 0, expected: String? = nil, found: String? = nil
    ) -> FerryError {
        FerryError(
            .malformed, problem, expected: expected, found: found, at: Location(file: file, path: .byteOffset(offset)))
    }

    /// gzip data that libdeflate refuses: it tells no reason.
    static func damagedGzip(in file: String) -> FerryError {
        FerryError(
            .malformed, "the gzip data is cut short, damaged or of several parts", expected: "one complete gzip stream",
            at: Location(file: file), remedy: "fetch or write the file again")
    }
}
