internal import CHDF5
internal import CHDF5Shim
internal import FerryCore

/// The links of one group, as libhdf5 visits them.
private final class Links {
    struct Link {
        let name: String?
        let kind: ferry_hdf5_link
        let address: UInt64
    }

    var links: [Link] = []
    let limit: Int

    init(limit: Int) { self.limit = limit }
}

/// What libhdf5 itself says is in a file. It is the only account of an unusual file, and the tests hold the walk's against it.
extension LibraryFile {
    private struct Pending {
        let index: Int
        let depth: Int
    }

    /// Lists all objects by following hard links alone.
    ///
    /// - Throws: `malformed` where libhdf5 refuses something; `unsupported` for links, outside data, virtual datasets, unknown
    ///   filters and element types; `limit`.
    func listing(limits: HDF5Limits) throws(FerryError) -> [HDF5Object] {
        try run { (file) throws(FerryError) -> [HDF5Object] in
            var objects = [HDF5Object(name: "", parent: nil, address: try rootAddress(of: file))]
            var pending = [Pending(index: 0, depth: 0)]
            var reached: Set<Int> = []
            var unpacked = 0
            while let next = pending.popLast() {
                let address = objects[next.index].address
                let location = Location(file: name, path: objects.path(of: next.index))
                guard reached.insert(address).inserted else {
                    throw .outsideHDF5("an object has a second name", at: location)
                }
                let object = try HDF5Handle(H5Oopen_by_addr(file, haddr_t(address)), job: "open the object", at: location)
                let description = try describe(object, at: location)
                objects[next.index].attributes = try attributes(
                    of: object, count: Int(clamping: description.attribute_count), limits: limits, at: location)
                switch description.kind {
                case ferry_hdf5_group:
                    let links = try links(of: object, limit: limits.objectCount - objects.count, at: location)
                    guard links.isEmpty || next.depth < limits.depth else {
                        throw .limitHDF5("the groups are nested too deeply", at: location, limit: limits.depth)
                    }
                    let first = objects.count
                    objects[next.index].content = .group(links.enumerated().map { ($1.name, first + $0) })
                    for (offset, link) in links.enumerated() {
                        objects.append(HDF5Object(name: link.name, parent: next.index, address: link.address))
                        pending.append(Pending(index: first + offset, depth: next.depth + 1))
                    }
                case ferry_hdf5_dataset:
                    let source = try dataset(object, address: address, limits: limits, unpacked: &unpacked, at: location)
                    objects[next.index].content = .dataset(source)
                default:
                    throw FerryError(.unsupported, "an object is neither a group nor a dataset", at: location)
                }
            }
            return objects
        }
    }

    private func rootAddress(of file: hid_t) throws(FerryError) -> Int {
        let location = Location(file: name, path: "/")
        let root = try HDF5Handle(unsafe H5Gopen2(file, "/", hid_t(H5P_DEFAULT)), job: "open the root group", at: location)
        return Int(clamping: try describe(root, at: location).address)
    }

    private func describe(_ object: borrowing HDF5Handle, at location: Location) throws(FerryError) -> ferry_hdf5_object {
        var description = ferry_hdf5_object()
        guard unsafe ferry_hdf5_describe(object.id, &description) >= 0 else {
            throw .refusedByHDF5("describe the object", reason: HDF5Library.lastError(), at: location)
        }
        return description
    }

    /// The names and headers of a group's members.
    private func links(
        of group: borrowing HDF5Handle, limit: Int, at location: Location
    ) throws(FerryError) -> [(name: String, address: Int)] {
        let collected = Links(limit: limit)
        // Safety: the visitor gets the collector back within this call only.
        let result = unsafe ferry_hdf5_each_link(
            group.id,
            { context, name, link, address in
                let collected = unsafe Unmanaged<Links>.fromOpaque(context!).takeUnretainedValue()
                guard collected.links.count <= collected.limit else { return 1 }
                // Safety: libhdf5 ends names with a zero byte.
                let text = unsafe name.flatMap { unsafe String(validatingCString: $0) }
                collected.links.append(Links.Link(name: text, kind: link, address: address))
                return 0
            }, Unmanaged.passUnretained(collected).toOpaque())
        guard result >= 0 else { throw .refusedByHDF5("list the group", reason: HDF5Library.lastError(), at: location) }
        guard collected.links.count <= limit else {
            throw .limitHDF5("the file holds too many objects", at: location, limit: limit)
        }
        var members: [(name: String, address: Int)] = []
        for link in collected.links {
            guard let name = link.name, let address = Int(exactly: link.address) else {
                throw FerryError(.malformed, "a member's name is no text", at: location)
            }
            switch link.kind {
            case ferry_hdf5_hard: members.append((name, address))
            case ferry_hdf5_soft: throw .outsideHDF5("'\(name)' is a soft link: links are not followed", at: location)
            default: throw .outsideHDF5("'\(name)' is an external link: no other file is opened", at: location)
            }
        }
        return members
    }

    private func attributes(
        of object: borrowing HDF5Handle, count: Int, limits: HDF5Limits, at location: Location
    ) throws(FerryError) -> [HDF5Attribute] {
        guard count <= limits.attributeCount else {
            throw .limitHDF5("an object has too many attributes", at: location, limit: limits.attributeCount, found: count)
        }
        var attributes: [HDF5Attribute] = []
        for index in 0..<count {
            let attribute = try HDF5Handle(
                unsafe H5Aopen_by_idx(
                    object.id, ".", H5_INDEX_NAME, H5_ITER_INC, hsize_t(index), hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT)),
                job: "open an attribute", at: location)
            var text = [CChar](repeating: 0, count: limits.nameByteCount + 1)
            // Safety: libhdf5 writes at most `count` bytes, the last of them zero.
            let length = unsafe H5Aget_name(attribute.id, text.count, &text)
            guard 0..<text.count ~= length,
                let name = String(validating: text[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
            else {
                throw FerryError(.malformed, "an attribute's name is no text", at: location)
            }
            let type = try HDF5Handle(H5Aget_type(attribute.id), job: "read an attribute's type", at: location)
            let space = try HDF5Handle(H5Aget_space(attribute.id), job: "read an attribute's extent", at: location)
            guard H5Aget_storage_size(attribute.id) <= limits.attributeByteCount else {
                throw .limitHDF5("the attribute '\(name)' is too long", at: location, limit: limits.attributeByteCount)
            }
            attributes.append(
                HDF5Attribute(
                    name: name, kind: try LibraryType.kind(of: type, at: location),
                    shape: try shape(of: space, limits: limits, at: location)))
        }
        return attributes
    }

    func shape(
        of space: borrowing HDF5Handle, limits: HDF5Limits, at location: Location
    ) throws(FerryError) -> [Int] {
        guard H5Sget_simple_extent_type(space.id) != H5S_NULL else { return [0] }
        let rank = Int(H5Sget_simple_extent_ndims(space.id))
        guard 0...limits.rank ~= rank else {
            throw .limitHDF5("a dataspace has too many axes", at: location, limit: limits.rank, found: rank)
        }
        var sizes = [hsize_t](repeating: 0, count: rank)
        // Safety: libhdf5 fills `rank` sizes.
        guard unsafe H5Sget_simple_extent_dims(space.id, &sizes, nil) >= 0 else {
            throw .refusedByHDF5("read an extent", reason: HDF5Library.lastError(), at: location)
        }
        let shape = sizes.map { Int(clamping: $0) }
        // An axis of size 0 counts as 1 here: strides, too, are products of these sizes.
        guard let count = shape.map({ max(1, $0) }).checkedElementCount, count <= limits.elementCount else {
            throw .limitHDF5("a dataspace has too many elements", at: location, limit: limits.elementCount)
        }
        return shape
    }
}
