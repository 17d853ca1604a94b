internal import FerryCore

extension ElementType {
    /// The format's names for element types, in the order of its `Dtype`, by which its writer sorts.
    private static let safetensorsNames: [(name: String, element: ElementType)] = [
        ("BOOL", .bool), ("U8", .uint8), ("I8", .int8), ("I16", .int16), ("U16", .uint16), ("F16", .float16),
        ("BF16", .bfloat16), ("I32", .int32), ("U32", .uint32), ("F32", .float32), ("F64", .float64), ("I64", .int64),
        ("U64", .uint64),
    ]

    /// - Throws: `unsupported` for types that Ferry has no tensors of, `malformed` where it is no text.
    init(safetensors dtype: JSONValue?) throws(FerryError) {
        guard let name = dtype?.string else {
            throw FerryError(.malformed, "the tensor's dtype is no text", found: dtype?.kind, at: Location(field: "dtype"))
        }
        guard let known = Self.safetensorsNames.first(where: { $0.name == name }) else {
            throw FerryError(
                .unsupported, "the tensor's element type is none of Ferry's",
                expected: Self.safetensorsNames.map(\.name).joined(separator: ", "), found: name, at: Location(field: "dtype"),
                remedy: "store the weights as F32")
        }
        self = known.element
    }

    private var safetensorsIndex: Int {
        guard let index = Self.safetensorsNames.firstIndex(where: { $0.element == self }) else {
            preconditionFailure("every element type has a name in safetensors")
        }
        return index
    }

    var safetensorsName: String { Self.safetensorsNames[safetensorsIndex].name }
    var safetensorsRank: Int { safetensorsIndex }
}
