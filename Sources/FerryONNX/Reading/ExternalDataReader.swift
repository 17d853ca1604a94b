internal import FerryCore

/// Opens the files beside a model that its tensors name, each once.
///
/// https://github.com/onnx/onnx/blob/main/docs/ExternalData.md
struct ExternalDataReader {
    private let model: any ByteSource
    private var files: [String: FileByteSource] = [:]

    init(_ model: any ByteSource) { self.model = model }

    /// The tensor at the place that `entries` describe.
    ///
    /// - Throws: `malformed` where the place is not within a file beneath the model's folder, or its length is not the tensor's;
    ///   `missingFile` and `unsupported` as opening the file does.
    mutating func source(
        _ entries: [(key: String, value: String)], element: ElementType, shape: [Int]
    ) throws(FerryError) -> any TensorSource {
        let fields = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
        guard fields.count == entries.count, let location = fields["location"] else {
            throw .onnx("a tensor outside the file has no single location")
        }
        let file = try file(at: location)
        let byteCount = shape.elementCount * element.byteCount
        let offset = try number(fields["offset"] ?? "0", "offset")
        let length = try fields["length"].map { value throws(FerryError) in try number(value, "length") }
        guard offset <= file.byteCount else {
            throw .onnx(
                "a tensor begins behind the end of '\(location)'", expected: "at most \(file.byteCount)", found: "\(offset)")
        }
        let found = length ?? file.byteCount - offset
        guard found == byteCount else {
            throw .onnx(
                "a tensor's values do not fill its shape", expected: "\(byteCount) bytes for \(element.rawValue) \(shape)",
                found: "\(found) bytes in '\(location)'")
        }
        return try RegionSource(file, at: offset, element: element, shape: shape)
    }

    private func number(_ text: String, _ field: String) throws(FerryError) -> Int {
        guard let number = Int(text), number >= 0 else {
            throw .onnx("a tensor outside the file has a wrong \(field)", expected: "a number of bytes", found: "'\(text)'")
        }
        return number
    }

    private mutating func file(at location: String) throws(FerryError) -> FileByteSource {
        if let file = files[location] { return file }
        guard model is FileByteSource else {
            throw FerryError(
                .unsupported, "the model keeps tensors in a file beside it, and is itself no file", found: "'\(location)'")
        }
        let folder = model.name.lastIndex(of: "/").map { String(model.name[..<$0]) } ?? "."
        // A model that is read back before it is committed names a file that is not committed either.
        let suffix = model.name.hasSuffix(AtomicFile.temporarySuffix) ? AtomicFile.temporarySuffix : ""
        let file = try FileByteSource(location + suffix, beneath: folder.isEmpty ? "/" : folder)
        files[location] = file
        return file
    }
}
