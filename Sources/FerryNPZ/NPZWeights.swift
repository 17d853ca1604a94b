internal import FerryArchive
public import FerryCore

/// Weights in NumPy's `.npz`: an array `conv2d/kernel.npy` for the parameter `conv2d/kernel`.
public struct NPZWeights: WeightsReader, WeightsWriter {
    public init() {}

    public var id: FormatID { "npz" }
    public var summary: String { "NumPy weights (.npz), with --architecture" }
    public var fileExtensions: [String] { ["npz"] }

    public func probe(_ file: any ByteSource) throws(FerryError) -> ProbeResult {
        // What inputs and answers were recorded to is no weights.
        guard let names = try NPZ.names(in: file), !NPZ.isRecording(names) else { return .no }
        return .certain
    }

    public func tensors(in file: any ByteSource) throws(FerryError) -> NamedTensors {
        var entries: [NamedTensors.Entry] = []
        for (name, source) in try NPZ.read(file) { entries.append(NamedTensors.Entry(name: name, source: source)) }
        return try NamedTensors(entries)
    }

    public func problems(writing tensors: NamedTensors) -> [FerryError] {
        NPZ.problems(writing: tensors.entries.map { ($0.name, $0.source) })
    }

    public func write(_ tensors: NamedTensors, to file: AtomicFile) throws(FerryError) {
        try NPZ.write(tensors.entries.map { ($0.name, $0.source) }, to: file)
    }
}
