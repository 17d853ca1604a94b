package import FerryCore

/// An HDF5 file that does not exist yet, as bytes: headers that libhdf5 made in memory, and between them the values of datasets,
/// which are read from their sources as they are asked for.
///
/// So a file of any size is written, or packed into an archive, from front to back in windows. Groups and datasets have the form
/// that Keras's files have: symbol tables, contiguous datasets, the oldest version of the format.
package struct HDF5Image: ByteSource {
    package let name: String
    package let byteCount: Int
    let headers: SparseBytes
    /// In the order of their places, which do not overlap.
    let datasets: [PlacedDataset]

    struct PlacedDataset: Sendable {
        let offset: Int
        let source: any TensorSource
        var end: Int { offset + source.byteCount }
    }

    /// Lays out a file.
    ///
    /// - Parameter name: what errors call it.
    /// - Throws: `unsupported` for an element type that HDF5 does not have; `internalDefect` where libhdf5 refuses what it is given.
    package init(_ root: HDF5Draft, name: String) throws(FerryError) {
        let layout = HDF5Layouter(name: name)
        try layout.lay(out: root)
        self.name = name
        byteCount = layout.byteCount
        headers = layout.headers
        datasets = layout.datasets.sorted { $0.offset < $1.offset }
    }

    package func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        precondition(offset >= 0 && destination.byteCount <= byteCount - offset)
        let end = offset + destination.byteCount
        var position = offset
        var index = firstDataset(endingAfter: offset)
        while position < end {
            let isInside = index < datasets.count && datasets[index].offset <= position
            let next = index < datasets.count ? (isInside ? datasets[index].end : datasets[index].offset) : end
            let stop = min(next, end)
            var part = destination._mutatingExtracting(position - offset..<stop - offset)
            if isInside {
                try datasets[index].read(at: position - datasets[index].offset, into: &part)
                if stop == datasets[index].end { index += 1 }
            } else {
                headers.read(at: position, into: &part)
            }
            position = stop
        }
    }

    /// The place in ``datasets`` of the first that ends behind `offset`.
    private func firstDataset(endingAfter offset: Int) -> Int {
        var range = 0..<datasets.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = datasets[middle].end <= offset ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}

extension HDF5Image.PlacedDataset {
    /// Reads whole elements, whatever part of them is wanted: sources know nothing smaller.
    fileprivate func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        let width = source.element.byteCount
        if offset.isMultiple(of: width), destination.byteCount.isMultiple(of: width) {
            return try source.read(at: offset, into: &destination)
        }
        let start = offset / width * width
        let end = min(source.byteCount, (offset + destination.byteCount + width - 1) / width * width)
        let bytes = try source.bytes(start..<end)[offset - start..<offset - start + destination.byteCount]
        // Safety: copyBytes checks that the part fits.
        unsafe destination.withUnsafeMutableBytes { unsafe $0.copyBytes(from: bytes) }
    }
}
