internal import CHDF5
internal import FerryCore

/// How a fixed-length string fills its bytes.
private enum StringPadding {
    case zeroTerminated, zeros, spaces

    func text(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        switch self {
        case .zeroTerminated: bytes.prefix { $0 != 0 }
        case .zeros: bytes[..<(bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? bytes.startIndex)]
        case .spaces: bytes[..<(bytes.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? bytes.startIndex)]
        }
    }
}

extension LibraryFile {
    /// The values of an attribute of strings, in order.
    ///
    /// - Parameters:
    ///   - object: the address of the object's header.
    ///   - location: what errors name.
    /// - Throws: `malformed` where they are no text or libhdf5 refuses them.
    func strings(_ attribute: HDF5Attribute, of object: Int, at location: Location) throws(FerryError) -> [String] {
        try run { (file) throws(FerryError) -> [String] in
            let object = try HDF5Handle(H5Oopen_by_addr(file, haddr_t(object)), job: "open the object", at: location)
            let handle = try HDF5Handle(
                unsafe H5Aopen(object.id, attribute.name, hid_t(H5P_DEFAULT)), job: "open the attribute", at: location)
            let stored = try HDF5Handle(H5Aget_type(handle.id), job: "read the attribute's type", at: location)
            let space = try HDF5Handle(H5Aget_space(handle.id), job: "read the attribute's extent", at: location)
            let type = try HDF5Handle(
                H5Tget_native_type(stored.id, H5T_DIR_DEFAULT), job: "read the attribute's type", at: location)
            let count = attribute.shape.elementCount
            guard H5Sget_simple_extent_npoints(space.id) == hssize_t(count) else {
                throw FerryError(.malformed, "libhdf5 finds another extent than the walk", at: location)
            }
            switch attribute.kind {
            case .variableString where H5Tis_variable_str(type.id) > 0:
                return try Self.variableStrings(handle, type: type, space: space, count: count, at: location)
            case .fixedString(let width) where H5Tis_variable_str(type.id) == 0 && H5Tget_size(type.id) == width:
                return try Self.fixedStrings(handle, type: type, width: width, count: count, at: location)
            default:
                throw FerryError(
                    .malformed, "the attribute holds no text", expected: "strings", found: "\(attribute.kind)", at: location)
            }
        }
    }

    private static func variableStrings(
        _ attribute: borrowing HDF5Handle, type: borrowing HDF5Handle, space: borrowing HDF5Handle, count: Int,
        at location: Location
    ) throws(FerryError) -> [String] {
        guard count > 0 else { return [] }
        var pointers = unsafe [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        // Safety: the type is a variable-length string and the extent `count`, as the caller checked: one pointer is filled each.
        guard unsafe H5Aread(attribute.id, type.id, &pointers) >= 0 else {
            throw .refusedByHDF5("read the attribute", reason: HDF5Library.lastError(), at: location)
        }
        defer { _ = unsafe H5Dvlen_reclaim(type.id, space.id, hid_t(H5P_DEFAULT), &pointers) }
        var strings: [String] = []
        for index in 0..<count {
            // Safety: libhdf5 ends each string with a zero byte. A string of no bytes has no pointer.
            let text = unsafe pointers[index].map { unsafe String(validatingCString: $0) } ?? ""
            guard let text else { throw notText(at: location) }
            strings.append(text)
        }
        return strings
    }

    private static func fixedStrings(
        _ attribute: borrowing HDF5Handle, type: borrowing HDF5Handle, width: Int, count: Int, at location: Location
    ) throws(FerryError) -> [String] {
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count * width)
        // Safety: libhdf5 fills `count` elements of `width` bytes, as the caller checked.
        guard unsafe H5Aread(attribute.id, type.id, &bytes) >= 0 else {
            throw .refusedByHDF5("read the attribute", reason: HDF5Library.lastError(), at: location)
        }
        let padding: StringPadding =
            switch H5Tget_strpad(type.id) {
            case H5T_STR_NULLPAD: .zeros
            case H5T_STR_SPACEPAD: .spaces
            default: .zeroTerminated
            }
        var strings: [String] = []
        for start in stride(from: 0, to: bytes.count, by: width) {
            let text = padding.text(bytes[start..<start + width])
            guard let string = String(validating: text, as: UTF8.self) else { throw notText(at: location) }
            strings.append(string)
        }
        return strings
    }

    private static func notText(at location: Location) -> FerryError {
        FerryError(.malformed, "an attribute's text is not UTF-8", at: location)
    }
}
