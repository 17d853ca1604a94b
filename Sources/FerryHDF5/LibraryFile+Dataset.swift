internal import CHDF5
internal import FerryCore

extension LibraryFile {
    /// Filters that libhdf5 has built in and h5py offers: gzip, shuffle, Fletcher's checksum.
    private static let filters: Set<H5Z_filter_t> = [1, 2, 3]

    /// A dataset's source, after its storage has been checked.
    ///
    /// - Parameter unpacked: bytes of the datasets before it that are not stored as they are.
    func dataset(
        _ dataset: borrowing HDF5Handle, address: Int, limits: HDF5Limits, unpacked: inout Int, at location: Location
    ) throws(FerryError) -> any TensorSource {
        let creation = try HDF5Handle(H5Dget_create_plist(dataset.id), job: "read the dataset's layout", at: location)
        let layout = H5Pget_layout(creation.id)
        // Asking a virtual dataset for its extent may open the files that it is made of.
        guard layout != H5D_VIRTUAL else {
            throw .outsideHDF5("a virtual dataset: its bytes are in other datasets", at: location)
        }
        guard H5Pget_external_count(creation.id) == 0 else {
            throw .outsideHDF5("a dataset's bytes are in another file", at: location)
        }
        let type = try HDF5Handle(H5Dget_type(dataset.id), job: "read the dataset's type", at: location)
        guard let element = try LibraryType.element(of: type, at: location) else {
            throw FerryError(.unsupported, "a dataset holds something else than numbers", at: location)
        }
        let space = try HDF5Handle(H5Dget_space(dataset.id), job: "read the dataset's extent", at: location)
        let shape = try shape(of: space, limits: limits, at: location)
        let byteCount = shape.elementCount * element.byteCount
        let stored = H5Dget_storage_size(dataset.id)
        switch layout {
        case H5D_COMPACT: break
        case H5D_CONTIGUOUS: try checkWritten(stored, byteCount: byteCount, at: location)
        case H5D_CHUNKED:
            let isFiltered = try checkChunks(
                creation, rank: shape.count, width: element.byteCount, limits: limits, at: location)
            if !isFiltered { try checkWritten(stored, byteCount: byteCount, at: location) }
            unpacked += byteCount
            guard unpacked <= bytes.byteCount * limits.inflationRatio + limits.inflatedAllowance else {
                throw .limitHDF5(
                    "the compressed datasets are far larger than the file", at: location,
                    limit: bytes.byteCount * limits.inflationRatio + limits.inflatedAllowance, found: unpacked)
            }
        default: throw FerryError(.unsupported, "a dataset's layout is unknown", at: location)
        }
        return LibrarySource(element: element, shape: shape, file: self, address: address)
    }

    /// libhdf5 answers zeros for what was never written, which are no weights.
    private func checkWritten(_ stored: hsize_t, byteCount: Int, at location: Location) throws(FerryError) {
        guard stored >= byteCount else {
            throw FerryError(
                .unsupported, "a dataset was never written", expected: "\(byteCount) bytes", found: "\(stored)",
                at: location, remedy: "save the model again")
        }
    }

    /// Checks chunk sizes and filters; answers whether there are filters.
    private func checkChunks(
        _ creation: borrowing HDF5Handle, rank: Int, width: Int, limits: HDF5Limits, at location: Location
    ) throws(FerryError) -> Bool {
        var sizes = [hsize_t](repeating: 0, count: rank)
        // Safety: libhdf5 fills `rank` sizes.
        guard unsafe H5Pget_chunk(creation.id, Int32(rank), &sizes) == rank else {
            throw .refusedByHDF5("read the chunks' sizes", reason: HDF5Library.lastError(), at: location)
        }
        let count = sizes.map { Int(clamping: $0) }.checkedElementCount ?? .max
        guard count <= limits.chunkByteCount / width else {
            throw .limitHDF5("a dataset's chunks are too large", at: location, limit: limits.chunkByteCount)
        }
        let filterCount = H5Pget_nfilters(creation.id)
        for index in 0..<max(0, filterCount) {
            let filter = H5Pget_filter2(creation.id, UInt32(index), nil, nil, nil, 0, nil, nil)
            guard Self.filters.contains(filter) else {
                throw FerryError(
                    .unsupported, "a dataset is packed by filter \(filter): no plug-in is loaded",
                    expected: "gzip, shuffle or fletcher32", at: location,
                    remedy: "repack the file with h5repack -f GZIP=1")
            }
        }
        return filterCount > 0
    }
}
