internal import CONNXProto
internal import CProtobufC
internal import FerryCore

/// Finds the values of a TensorProto: in the file, in a file beside it, or in the message.
struct TensorUnpacker {
    let file: any ByteSource
    let skeleton: WireSkeleton

    private static let rankLimit = 16
    private static let sizeLimit = 1 << 31

    /// - Throws: `malformed` where shape, type and values do not fit, `unsupported` for types that Ferry does not know.
    func source(of message: Onnx__TensorProto, _ external: inout ExternalDataReader) throws(FerryError) -> any TensorSource {
        guard let element = unsafe ElementType(onnx: message.data_type) else {
            throw FerryError(
                .unsupported, "a tensor has elements of a type that Ferry does not know",
                expected: ElementType.allCases.map(\.rawValue).joined(separator: ", "), found: unsafe "type \(message.data_type)")
        }
        let shape = unsafe (0..<Int(message.n_dims)).map { unsafe Int(message.dims[$0]) }
        guard shape.count <= Self.rankLimit, shape.allSatisfy({ $0 >= 0 && $0 <= Self.sizeLimit }),
            let count = shape.checkedElementCount.flatMap({ Self.product($0, element.byteCount) })
        else {
            throw .onnx("a tensor has impossible sizes", found: "\(shape)")
        }
        if unsafe message.has_data_location != 0 && message.data_location == ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL {
            let entries = unsafe (0..<Int(message.n_external_data)).map { unsafe message.external_data[$0]!.pointee }
            return try external.source(
                unsafe entries.map { unsafe (String(protobuf: $0.key), String(protobuf: $0.value)) }, element: element,
                shape: shape)
        }
        guard unsafe message.has_raw_data != 0 else { return try unsafe typedSource(message, element, shape) }
        let raw = unsafe Array(UnsafeBufferPointer(start: message.raw_data.data, count: message.raw_data.len))
        if let region = skeleton.region(raw) {
            try check(count, element, shape, found: region.count)
            return try RegionSource(file, at: region.lowerBound, element: element, shape: shape)
        }
        try check(count, element, shape, found: raw.count)
        return try RegionSource(MemoryByteSource(raw, name: file.name), at: 0, element: element, shape: shape)
    }

    /// Values in the field of their type; other writers use these for small tensors.
    private func typedSource(
        _ message: Onnx__TensorProto, _ element: ElementType, _ shape: [Int]
    ) throws(FerryError) -> any TensorSource {
        let bytes: [UInt8] =
            switch element {
            case .float32:
                unsafe Self.bytes(message.float_data, message.n_float_data) { $0.bitPattern.littleEndian }
            case .float64:
                unsafe Self.bytes(message.double_data, message.n_double_data) { $0.bitPattern.littleEndian }
            case .int64: unsafe Self.bytes(message.int64_data, message.n_int64_data) { $0.littleEndian }
            case .int32: unsafe Self.bytes(message.int32_data, message.n_int32_data) { $0.littleEndian }
            case .float16, .bfloat16, .int16, .uint16:
                unsafe Self.bytes(message.int32_data, message.n_int32_data) { UInt16(truncatingIfNeeded: $0).littleEndian }
            case .int8, .uint8, .bool:
                unsafe Self.bytes(message.int32_data, message.n_int32_data) { UInt8(truncatingIfNeeded: $0) }
            case .uint64: unsafe Self.bytes(message.uint64_data, message.n_uint64_data) { $0.littleEndian }
            case .uint32:
                unsafe Self.bytes(message.uint64_data, message.n_uint64_data) { UInt32(truncatingIfNeeded: $0).littleEndian }
            }
        try check(shape.elementCount * element.byteCount, element, shape, found: bytes.count)
        return try RegionSource(MemoryByteSource(bytes, name: file.name), at: 0, element: element, shape: shape)
    }

    private func check(_ expected: Int, _ element: ElementType, _ shape: [Int], found: Int) throws(FerryError) {
        guard expected == found else {
            throw .onnx(
                "a tensor's values do not fill its shape", expected: "\(expected) bytes for \(element.rawValue) \(shape)",
                found: "\(found) bytes")
        }
    }

    private static func bytes<Value, Stored: FixedWidthInteger>(
        _ values: UnsafeMutablePointer<Value>?, _ count: Int, _ convert: (Value) -> Stored
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * MemoryLayout<Stored>.size)
        // Safety: libprotobuf-c counts the values of a repeated field.
        for index in 0..<count {
            unsafe withUnsafeBytes(of: convert(values![index])) { unsafe bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    private static func product(_ left: Int, _ right: Int) -> Int? {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? nil : product
    }
}
