package import FerryCore

/// An HDF5 file, checked whole before libhdf5 reads its attributes; datasets are read where they lie.
package final class HDF5File: Sendable {
    let objects: [HDF5Object]
    let library: LibraryFile

    /// Checks the file's structure and lists its objects.
    ///
    /// - Parameter acceptsUnusual: whether structures that Keras does not write (chunks, compression, big-endian numbers, the newer
    ///   format) are left to libhdf5. Links, outside data, virtual datasets and plug-ins are refused all the same.
    /// - Throws: `malformed`, `limit`, `unsupported`, `io`; the location's path is the byte offset.
    package init(
        _ bytes: any ByteSource, acceptsUnusual: Bool = false, limits: HDF5Limits = HDF5Limits()
    ) throws(FerryError) {
        var walk = try StructureWalk(bytes, limits: limits)
        guard let unusual = walk.unusual else {
            library = LibraryFile(walk.reader.checkedBytes)
            objects = walk.objects
            return
        }
        guard acceptsUnusual else { throw unusual }
        try walk.checkGlobalHeaps()
        library = LibraryFile(bytes)
        objects = try library.listing(limits: limits)
    }

    /// Lists the objects of a trusted file as libhdf5 sees them, without the walk: what the walk is held against.
    package init(trusted bytes: any ByteSource) throws(FerryError) {
        library = LibraryFile(bytes)
        objects = try library.listing(limits: HDF5Limits())
    }

    package var root: HDF5Group { HDF5Group(file: self, index: 0) }
}
