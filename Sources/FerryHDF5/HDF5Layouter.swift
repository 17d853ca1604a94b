internal import CHDF5
internal import CHDF5Shim
internal import FerryCore

/// Lets libhdf5 lay out one file in memory.
final class HDF5Layouter {
    private let name: String
    private(set) var headers = SparseBytes()
    private(set) var byteCount = 0
    private(set) var datasets: [HDF5Image.PlacedDataset] = []

    init(name: String) { self.name = name }

    func lay(out root: HDF5Draft) throws(FerryError) {
        datasets = try HDF5Library.run { () throws(FerryError) -> [HDF5Image.PlacedDataset] in
            // Safety: the file is closed before this method returns, and this object lives longer.
            var layout = unsafe ferry_hdf5_layout(
                context: Unmanaged.passUnretained(self).toOpaque(),
                read: { context, offset, target, count in
                    // Safety: `context` is this object; libhdf5 gave `count` bytes to fill.
                    let layouter = unsafe Unmanaged<HDF5Layouter>.fromOpaque(context!).takeUnretainedValue()
                    var destination = unsafe MutableRawSpan(_unsafeStart: target!, byteCount: count)
                    layouter.headers.read(at: Int(offset), into: &destination)
                    return 0
                },
                write: { context, offset, source, count in
                    // Safety: `context` is this object; libhdf5 lends `count` bytes for this call.
                    let layouter = unsafe Unmanaged<HDF5Layouter>.fromOpaque(context!).takeUnretainedValue()
                    layouter.headers.write(unsafe RawSpan(_unsafeStart: source!, byteCount: count), at: Int(offset))
                    return 0
                },
                end: { context, byteCount in
                    // Safety: `context` is this object.
                    let layouter = unsafe Unmanaged<HDF5Layouter>.fromOpaque(context!).takeUnretainedValue()
                    layouter.byteCount = Int(byteCount)
                })
            let file = unsafe ferry_hdf5_create(&layout)
            guard file >= 0 else { throw refused("create the file", "/") }
            var placed: [HDF5Image.PlacedDataset] = []
            let result = Result<Void, FerryError> { () throws(FerryError) in try fill(file, with: root, at: "", &placed) }
            let closed = H5Fclose(file)
            try result.get()
            guard closed >= 0 else { throw refused("write the headers", "/") }
            return placed
        }
    }

    /// Adds a group's contents to the open file or group `id`.
    private func fill(
        _ id: hid_t, with group: HDF5Draft, at path: String, _ placed: inout [HDF5Image.PlacedDataset]
    ) throws(FerryError) {
        for attribute in group.attributes {
            guard Self.write(attribute.value, named: attribute.name, to: id) else {
                throw refused("write the attribute \(attribute.name)", path)
            }
        }
        for (name, content) in group.members {
            let path = "\(path)/\(name)"
            guard !name.contains("\0"), name != "." else {
                throw FerryError(
                    .unsupported, "HDF5 has no such names for its objects", found: name.debugDescription,
                    at: Location(file: self.name))
            }
            switch content {
            case .group(let member):
                let made = try HDF5Handle(
                    unsafe H5Gcreate2(id, name, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT)),
                    job: "create the group", at: Location(file: self.name, path: path))
                try fill(made.id, with: member, at: path, &placed)
            case .dataset(let source): try reserve(source, named: name, in: id, at: path, &placed)
            }
        }
    }

    private static func write(_ value: HDF5Draft.Attribute, named name: String, to id: hid_t) -> Bool {
        switch value {
        case .string(let string): unsafe ferry_hdf5_write_string(id, name, string) == 0
        case .strings(let strings):
            // The last string's zero is the text's own.
            unsafe ferry_hdf5_write_strings(id, name, strings.count, strings.joined(separator: "\0")) == 0
        }
    }

    private func reserve(
        _ source: any TensorSource, named name: String, in group: hid_t, at path: String,
        _ placed: inout [HDF5Image.PlacedDataset]
    ) throws(FerryError) {
        let location = Location(file: self.name, path: path)
        let identifier = LibraryType.identifier(of: source.element)
        guard identifier >= 0 else {
            throw FerryError(
                .unsupported, "HDF5 has no numbers of type \(source.element.rawValue)", expected: "integers or IEEE 754's",
                at: location)
        }
        let type = try HDF5Handle(identifier, job: "make a datatype", at: location)
        let sizes = source.shape.map { UInt64($0) }
        var address: UInt64 = 0
        // Safety: `sizes` holds one size for each axis.
        guard unsafe ferry_hdf5_reserve(group, name, type.id, Int32(sizes.count), sizes, &address) == 0 else {
            throw refused("create the dataset", path)
        }
        guard source.byteCount > 0 else { return }
        placed.append(HDF5Image.PlacedDataset(offset: Int(address), source: source))
    }

    private func refused(_ job: String, _ path: String) -> FerryError {
        FerryError(
            .internalDefect, "libhdf5 cannot \(job)", found: HDF5Library.lastError(), at: Location(file: name, path: path))
    }
}
