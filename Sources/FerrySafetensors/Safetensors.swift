public import FerryCore

/// safetensors: https://github.com/huggingface/safetensors
///
/// A length in eight bytes, a JSON header, and the tensors' bytes one after the other.
public struct Safetensors: WeightsReader, WeightsWriter {
    public init() {}

    public var id: FormatID { "safetensors" }
    public var summary: String { "safetensors weights, with --architecture unless Ferry wrote them" }
    public var fileExtensions: [String] { ["safetensors"] }

    public func probe(_ file: any ByteSource) throws(FerryError) -> ProbeResult {
        guard file.byteCount > SafetensorsHeader.lengthByteCount else { return .no }
        let start = try file.bytes(0..<SafetensorsHeader.lengthByteCount + 1)
        // The format asks for a brace there, so that its files can be told from others.
        guard start.last == UInt8(ascii: "{") else { return .no }
        // Eight bytes of text would be a longer header than the format allows.
        return SafetensorsHeader.length(start) <= UInt64(SafetensorsHeader.formatByteLimit) ? .certain : .no
    }

    public func tensors(in file: any ByteSource) throws(FerryError) -> NamedTensors {
        let header = try SafetensorsHeader(file)
        var entries: [NamedTensors.Entry] = []
        for tensor in header.tensors {
            let source = try RegionSource(
                file, at: header.byteCount + tensor.range.lowerBound, element: tensor.element, shape: tensor.shape)
            entries.append(NamedTensors.Entry(name: tensor.name, source: source))
        }
        return try NamedTensors(entries, description: header.description)
    }

    public func write(_ tensors: NamedTensors, to file: AtomicFile) throws(FerryError) {
        let ordered = SafetensorsHeader.order(tensors.entries)
        try file.append(SafetensorsHeader.encode(ordered, description: tensors.description))
        for entry in ordered {
            try entry.source.forEachWindow { (window: RawSpan) throws(FerryError) in try file.append(window) }
        }
    }
}
