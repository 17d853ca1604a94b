public import FerryCore

/// NumPy's `.npy`: one array in one file.
public enum NPY {
    /// The array in `bytes`, read where it lies; one in Fortran order is turned to row-major order in memory.
    ///
    /// - Throws: `malformed`, `unsupported` for element types other than little-endian numbers and booleans, `limit`, `io`.
    public static func read(_ bytes: any ByteSource) throws(FerryError) -> any TensorSource {
        let header = try NPYHeader(bytes, limits: ArchiveLimits())
        guard header.isFortranOrder, header.shape.count(where: { $0 > 1 }) > 1 else {
            return try RegionSource(bytes, at: header.byteCount, element: header.element, shape: header.shape)
        }
        let contents = try bytes.bytes(header.byteCount..<bytes.byteCount)
        let rowMajor = rowMajorBytes(of: contents, shape: header.shape, width: header.element.byteCount)
        return try RegionSource(
            MemoryByteSource(rowMajor, name: bytes.name), at: 0, element: header.element, shape: header.shape)
    }

    /// Moves each element from its place with the first axis fastest to that with the last one fastest.
    private static func rowMajorBytes(of bytes: [UInt8], shape: [Int], width: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var strides = [Int](repeating: width, count: shape.count)
        for axis in shape.indices.dropFirst() { strides[axis] = strides[axis - 1] * shape[axis - 1] }
        var index = [Int](repeating: 0, count: shape.count)
        var offset = 0
        while result.count < bytes.count {
            result += bytes[offset..<offset + width]
            for axis in shape.indices.reversed() {
                index[axis] += 1
                offset += strides[axis]
                guard index[axis] == shape[axis] else { break }
                index[axis] = 0
                offset -= strides[axis] * shape[axis]
            }
        }
        return result
    }

    /// Appends `source` as a version 1.0 array, in windows.
    ///
    /// - Throws: `unsupported` where NumPy has no such element type, `io`.
    public static func write(_ source: any TensorSource, to file: AtomicFile) throws(FerryError) {
        try file.append(try header(of: source))
        try source.forEachWindow { (window: RawSpan) throws(FerryError) in try file.append(window) }
    }

    static func header(of source: any TensorSource) throws(FerryError) -> [UInt8] {
        guard let descr = NPYHeader.descr(source.element) else {
            throw FerryError(
                .unsupported, "NumPy has no element type \(source.element.rawValue)", remedy: "write the values as float32")
        }
        return NPYHeader.encode(element: source.element, shape: source.shape, descr: descr)
    }
}
