import FerryCore
import FerryHDF5
import FixtureCases

/// Everything in a file, for comparing two readings of it.
struct FileContents: Equatable {
    struct Object: Equatable {
        let path: String
        /// Nothing for a group.
        let type: TensorType?
        let bytes: [UInt8]
        /// By name, with kind, shape and strings.
        let attributes: [String: Attribute]
    }

    struct Attribute: Equatable {
        let kind: HDF5ValueKind
        let shape: [Int]
        let strings: [String]
    }

    let objects: [Object]

    init(_ file: HDF5File) throws(FerryError) {
        var objects: [Object] = []
        var groups = [file.root]
        while let group = groups.popLast() {
            objects.append(
                Object(path: group.path, type: nil, bytes: [], attributes: try Self.attributes(group.attributes)))
            for name in group.childNames {
                if let dataset = group.dataset(name) {
                    objects.append(
                        Object(
                            path: dataset.path, type: dataset.source.type, bytes: try dataset.source.contents(),
                            attributes: try Self.attributes(dataset.attributes)))
                } else if let child = group.group(name) {
                    groups.append(child)
                }
            }
        }
        self.objects = objects
    }

    private static func attributes(_ attributes: HDF5Attributes) throws(FerryError) -> [String: Attribute] {
        var result: [String: Attribute] = [:]
        for name in attributes.names {
            guard let attribute = attributes[name] else { continue }
            var strings: [String] = []
            switch attribute.kind {
            case .variableString, .fixedString: strings = try attributes.strings(name) ?? []
            case .number, .other: break
            }
            result[name] = Attribute(kind: attribute.kind, shape: attribute.shape, strings: strings)
        }
        return result
    }
}

extension TensorSource {
    /// All little-endian bytes.
    func contents() throws(FerryError) -> [UInt8] { try contents(0..<byteCount) }

    /// The bytes of `range`.
    func contents(_ range: Range<Int>) throws(FerryError) -> [UInt8] {
        var contents = [UInt8](repeating: 0, count: range.count)
        var span = contents.mutableSpan
        // Safety: every byte pattern is a valid UInt8.
        var bytes = unsafe span.mutableBytes
        try read(at: range.lowerBound, into: &bytes)
        return contents
    }
}

/// A file of `Fixtures/hdf5`, which `Tools/fixtures/hdf5.py` makes with h5py.
func hdf5Fixture(_ name: String) throws -> FileByteSource {
    try FileByteSource(path: FixtureCase.folder + "hdf5/" + name)
}
