internal import CHDF5
internal import FerryCore

/// A dataset that libhdf5 unpacks and converts: chunked, compressed, big-endian or of the newer format.
struct LibrarySource: TensorSource {
    let element: ElementType
    let shape: [Int]
    let file: LibraryFile
    /// Where the dataset's object header is.
    let address: Int

    /// - Precondition: `offset` and the size of `destination` are multiples of an element's.
    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        let width = element.byteCount
        precondition(offset % width == 0 && destination.byteCount % width == 0)
        let elements = offset / width..<(offset + destination.byteCount) / width
        var done = 0
        for slab in Hyperslab.covering(elements, of: shape) {
            let part = try file.bytes(of: slab, from: self)
            var target = destination._mutatingExtracting(done..<done + part.count)
            // Safety: copyBytes checks that the part fits.
            unsafe target.withUnsafeMutableBytes { unsafe $0.copyBytes(from: part) }
            done += part.count
        }
    }
}

extension LibraryFile {
    /// The elements of `slab`, row-major and little-endian.
    fileprivate func bytes(of slab: Hyperslab, from source: LibrarySource) throws(FerryError) -> [UInt8] {
        let location = Location(file: name, path: .byteOffset(source.address))
        return try run { (file) throws(FerryError) -> [UInt8] in
            let dataset = try open(datasetAt: source.address, in: file, at: location)
            let type = try HDF5Handle(LibraryType.identifier(of: source.element), job: "make a datatype", at: location)
            let stored = try HDF5Handle(H5Dget_space(dataset), job: "read the dataset's extent", at: location)
            let counts = slab.count.map { hsize_t($0) }
            // A scalar has no box to select.
            if !counts.isEmpty {
                let starts = slab.start.map { hsize_t($0) }
                guard unsafe H5Sselect_hyperslab(stored.id, H5S_SELECT_SET, starts, nil, counts, nil) >= 0 else {
                    throw .refusedByHDF5("select a part of the dataset", reason: HDF5Library.lastError(), at: location)
                }
            }
            let memory = try HDF5Handle(
                unsafe H5Screate_simple(Int32(counts.count), counts, nil), job: "make an extent", at: location)
            var bytes = [UInt8](repeating: 0, count: slab.count.elementCount * source.element.byteCount)
            // Safety: the array holds the box's elements of this type.
            guard unsafe H5Dread(dataset, type.id, memory.id, stored.id, hid_t(H5P_DEFAULT), &bytes) >= 0 else {
                throw .refusedByHDF5("read the dataset", reason: HDF5Library.lastError(), at: location)
            }
            return bytes
        }
    }
}
