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
    package init(_ bytes: any ByteSource, acceptsUnusual: Bool = false) throws(FerryError) {
        let walk = try StructureWalk(bytes)
        if let unusual = walk.unusual {
            throw unusual
        }
        library = LibraryFile(walk.reader.checkedBytes)
        objects = walk.objects
    }

    package var root: HDF5Group { HDF5Group(file: self, index: 0) }
}
