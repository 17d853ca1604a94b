internal import CHDF5
internal import CHDF5Shim
internal import FerryCore

/// libhdf5's identifiers for Ferry's element types.
enum LibraryType {
    private static let elements: [ElementType] = [
        .float16, .float32, .float64, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64,
    ]

    /// A type to be closed by the caller; negative where HDF5 has none.
    static func identifier(of element: ElementType, bigEndian: Bool = false) -> hid_t {
        let order: Int32 = bigEndian ? 1 : 0
        return switch element {
        case .float16, .float32, .float64: ferry_hdf5_float_type(element.byteCount, order)
        case .int8, .int16, .int32, .int64: ferry_hdf5_integer_type(element.byteCount, 1, order)
        case .uint8, .uint16, .uint32, .uint64: ferry_hdf5_integer_type(element.byteCount, 0, order)
        case .bfloat16, .bool: -1
        }
    }

    /// The element type that a stored type is, in either byte order; nothing where it is none.
    static func element(of type: borrowing HDF5Handle, at location: Location) throws(FerryError) -> ElementType? {
        for element in elements where H5Tget_size(type.id) == element.byteCount {
            for bigEndian in [false, true] {
                let known = try HDF5Handle(
                    identifier(of: element, bigEndian: bigEndian), job: "make a datatype", at: location)
                if H5Tequal(type.id, known.id) > 0 { return element }
            }
        }
        return nil
    }

    /// What an attribute of this type holds.
    static func kind(of type: borrowing HDF5Handle, at location: Location) throws(FerryError) -> HDF5ValueKind {
        if H5Tget_class(type.id) == H5T_STRING {
            return H5Tis_variable_str(type.id) > 0 ? .variableString : .fixedString(byteCount: H5Tget_size(type.id))
        }
        return try element(of: type, at: location).map(HDF5ValueKind.number) ?? .other
    }
}
