internal import FerryCore

extension FerryError {
    /// A rule of the HDF5 format that the file breaks.
    static func damagedHDF5(
        _ problem: String, at offset: Int, in file: String, expected: String? = nil, found: String? = nil
    ) -> FerryError {
        FerryError(
            .malformed, problem, expected: expected, found: found, at: Location(file: file, path: .byteOffset(offset)))
    }

    /// A structure that HDF5 allows, Keras does not write, and libhdf5 could read.
    static func unusualHDF5(_ structure: String, at location: Location) -> FerryError {
        FerryError(
            .unsupported, "the HDF5 file is unusual: it holds \(structure), which Keras does not write", at: location,
            remedy: "give --unusual if you trust the file")
    }

    /// A structure that leads outside the file, or elsewhere in it. No switch allows it.
    static func outsideHDF5(_ problem: String, at location: Location) -> FerryError {
        FerryError(
            .unsupported, problem, expected: "everything in one file under one name", at: location,
            remedy: "copy the model into a file of its own, with h5repack or with Keras")
    }

    static func limitHDF5(_ problem: String, at location: Location, limit: Int, found: Int? = nil) -> FerryError {
        FerryError(.limit, problem, expected: "at most \(limit)", found: found.map(String.init), at: location)
    }

    /// What libhdf5 itself refused, in its own words.
    static func refusedByHDF5(_ job: String, reason: String, at location: Location) -> FerryError {
        FerryError(.malformed, "libhdf5 cannot \(job)", found: reason.isEmpty ? nil : reason, at: location)
    }
}
