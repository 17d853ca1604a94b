import FerryCore

/// Weights as text: a line for each tensor with its name, its shape and its numbers, tabs in between.
///
/// ```
/// ferry text weights
/// dense/kernel    2x3    0.5 -1.0 0.25 1e-07 3.0 -0.0
/// ```
public struct TextWeights: WeightsReader, WeightsWriter {
    public init() {}

    public var id: FormatID { "text" }
    public var summary: String { "text: weights, with --architecture" }
    public var fileExtensions: [String] { ["weights.txt"] }

    private static let heading = "ferry text weights\n"
    /// Text is read whole.
    private static let byteLimit = 64 << 20

    public func probe(_ file: any ByteSource) throws(FerryError) -> ProbeResult {
        let heading = Array(Self.heading.utf8)
        guard file.byteCount >= heading.count else { return .no }
        return try file.bytes(0..<heading.count) == heading ? .certain : .no
    }

    public func tensors(in file: any ByteSource) throws(FerryError) -> NamedTensors {
        guard file.byteCount <= Self.byteLimit else {
            throw FerryError(
                .limit, "the text is too long", expected: "at most \(Self.byteLimit) bytes", found: "\(file.byteCount)",
                at: Location(file: file.name))
        }
        guard let text = String(validating: try file.bytes(), as: UTF8.self), text.hasPrefix(Self.heading), text.hasSuffix("\n")
        else {
            throw FerryError(
                .malformed, "the file is no text of weights", expected: "lines after '\(Self.heading.dropLast())'",
                at: Location(file: file.name))
        }
        var entries: [NamedTensors.Entry] = []
        for (index, line) in text.dropFirst(Self.heading.count).dropLast().split(separator: "\n").enumerated() {
            do {
                entries.append(try Self.entry(line))
            } catch {
                throw error.at(Location(file: file.name, path: "line \(index + 2)"))
            }
        }
        return try NamedTensors(entries)
    }

    private static func entry(_ line: Substring) throws(FerryError) -> NamedTensors.Entry {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == 3 else {
            throw FerryError(.malformed, "the line is no tensor", expected: "name, shape and numbers, with tabs in between")
        }
        let shape = fields[1].split(separator: "x").map { Int($0) ?? -1 }
        let numbers = fields[2].split(separator: " ").map { Float($0) }
        let elements = numbers.compactMap(\.self)
        guard elements.count == numbers.count, shape.checkedElementCount == elements.count else {
            throw FerryError(
                .malformed, "the numbers do not fill the shape", expected: String(fields[1]), found: "\(elements.count) numbers",
                at: Location(field: String(fields[0])))
        }
        return NamedTensors.Entry(name: String(fields[0]), source: MemorySource(Tensor<Float>(shape: shape, elements: elements)))
    }

    public func problems(writing tensors: NamedTensors) -> [FerryError] {
        tensors.entries.compactMap { entry in
            let name = Location(path: entry.name)
            if entry.source.element != .float32 {
                return FerryError(
                    .unsupported, "text holds float32 alone", found: entry.source.element.rawValue, at: name)
            }
            if entry.name.contains(where: { $0 == "\t" || $0.isNewline }) {
                return FerryError(.unsupported, "a name with tabs or line breaks is no field of a line", at: name)
            }
            return nil
        }
    }

    public func write(_ tensors: NamedTensors, to file: AtomicFile) throws(FerryError) {
        try file.append(Array(Self.heading.utf8))
        for entry in tensors.entries {
            let shape = entry.source.shape.map(String.init).joined(separator: "x")
            // Swift prints the shortest number that is read back to the same bits.
            let numbers = try entry.source.loadFloat().elements.map { "\($0)" }.joined(separator: " ")
            try file.append(Array("\(entry.name)\t\(shape)\t\(numbers)\n".utf8))
        }
    }
}
