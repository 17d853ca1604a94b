internal import FerryCore

extension SafetensorsHeader {
    /// Tensors in the order in which the format's own library writes them: wide elements first, so that each tensor is aligned,
    /// then by name.
    static func order(_ entries: [NamedTensors.Entry]) -> [NamedTensors.Entry] {
        entries.sorted { left, right in
            let (first, second) = (left.source.element.safetensorsRank, right.source.element.safetensorsRank)
            return first == second ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8) : first > second
        }
    }

    /// The length and the header of a file of these tensors, padded with spaces so that the tensors begin at a multiple of 8.
    static func encode(_ entries: [NamedTensors.Entry], description: ModelDescription?) -> [UInt8] {
        var members: [String] = []
        if let description {
            let text = JSONValue.string(description.json.text()).text()
            members.append("\"\(metadataName)\":{\"\(descriptionName)\":\(text)}")
        }
        var offset = 0
        for entry in entries {
            let (source, end) = (entry.source, offset + entry.source.byteCount)
            let name = JSONValue.string(entry.name).text()
            let shape = source.shape.map(String.init).joined(separator: ",")
            let type = "\"dtype\":\"\(source.element.safetensorsName)\",\"shape\":[\(shape)]"
            members.append("\(name):{\(type),\"data_offsets\":[\(offset),\(end)]}")
            offset = end
        }
        var header = Array("{\(members.joined(separator: ","))}".utf8)
        header += [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8)
        let length = UInt64(header.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header
    }
}
