internal import FerryCore

/// Where tensors lie in a file beside the model.
///
/// https://github.com/onnx/onnx/blob/main/docs/ExternalData.md
struct ExternalDataLayout {
    /// Small tensors stay in the model: shapes among them are needed to check it.
    private static let smallestByteCount = 1024
    /// What lets readers map a tensor.
    private static let alignment = 4096

    private let location: String
    private var tensors: [(tensor: ONNXTensor, offset: Int)] = []
    private var places: [String: Int] = [:]

    /// - Parameter location: the file's name, as the model gives it.
    init(_ tensors: [ONNXTensor], location: String) {
        self.location = location
        var end = 0
        for tensor in tensors where tensor.source.byteCount >= Self.smallestByteCount {
            let offset = (end + Self.alignment - 1) / Self.alignment * Self.alignment
            places[tensor.name] = self.tensors.count
            self.tensors.append((tensor, offset))
            end = offset + tensor.source.byteCount
        }
    }

    /// The `external_data` of a tensor; nothing for one that stays in the model. The length is not optional in practice: onnx
    /// reads to the end of the file without it.
    func entries(for name: String) -> [(key: String, value: String)]? {
        places[name].map {
            [("location", location), ("offset", "\(tensors[$0].offset)"), ("length", "\(tensors[$0].tensor.source.byteCount)")]
        }
    }

    /// Writes the tensors' values.
    ///
    /// - Throws: `io`, and what reading the tensors throws.
    func write(to file: AtomicFile) throws(FerryError) {
        for (tensor, offset) in tensors {
            try file.append([UInt8](repeating: 0, count: offset - file.byteCount))
            try tensor.source.forEachWindow { (window: RawSpan) throws(FerryError) in try file.append(window) }
        }
    }
}
