internal import FerryArchive
public import FerryCore

/// Arrays by name, as NumPy keeps them: `.npz`, or `.npy` for a single one.
public struct ArrayFile: Sendable {
    /// The path, for errors.
    public let path: String
    /// In the file's order; the one array of a `.npy` file has no name.
    public let arrays: [(name: String?, source: any TensorSource)]

    /// Reads the directory; the arrays stay in the file.
    ///
    /// - Throws: `missingFile` and `io`; `unsupported` where the file is neither, `malformed` and `limit` where it is broken.
    public init(path: String) throws(FerryError) {
        let file = try FileByteSource(path: path)
        let start = try file.bytes(0..<min(6, file.byteCount))
        do throws(FerryError) {
            if start.starts(with: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]) {
                arrays = [(nil, try NPY.read(file))]
            } else if start.starts(with: [0x50, 0x4b]) {
                let members = try NPZ.read(file)
                arrays = members.map { ($0.name, $0.source) }
            } else {
                throw FerryError(
                    .unsupported, "the file holds no arrays", expected: "an .npz or .npy file of NumPy",
                    found: try FileKind.describe(file))
            }
        } catch {
            throw error.at(Location(file: path))
        }
        self.path = path
    }

    private static let inputPrefix = NPZ.inputPrefix
    private static let valuePrefix = NPZ.valuePrefix

    /// The arrays as a recording, whose names begin with `inputs/` or `values/`; nothing where the file holds others.
    ///
    /// - Throws: what reading the arrays throws.
    public func recording() throws(FerryError) -> Recording? {
        var recording = Recording(inputs: [:], values: [:])
        for (name, source) in arrays {
            guard let name else { return nil }
            if name.hasPrefix(Self.inputPrefix) {
                recording.inputs[String(name.dropFirst(Self.inputPrefix.count))] = try load(name, source)
            } else if name.hasPrefix(Self.valuePrefix) {
                recording.values[String(name.dropFirst(Self.valuePrefix.count))] = try load(name, source)
            } else {
                return nil
            }
        }
        return recording
    }

    /// The arrays as a model's inputs: by name, or whatever its name where there is one of each. A recording's inputs serve too.
    ///
    /// - Throws: `mismatch` where an array has no name and the model several inputs, and what reading the arrays throws.
    public func inputs(for model: Model) throws(FerryError) -> [String: Tensor<Float>] {
        let wanted = model.graph.inputs.map { model.graph[$0].name }
        let recorded = arrays.filter { $0.name?.hasPrefix(Self.inputPrefix) ?? false }
        let given = recorded.isEmpty ? arrays : recorded
        if given.count == 1, wanted.count == 1 {
            return [wanted[0]: try load(given[0].name, given[0].source)]
        }
        var inputs: [String: Tensor<Float>] = [:]
        for (name, source) in given {
            guard let name else {
                throw FerryError(
                    .mismatch, "one array without a name cannot serve a model of \(wanted.count) inputs",
                    expected: "an .npz file with \(wanted.joined(separator: ", "))", at: Location(file: path))
            }
            inputs[recorded.isEmpty ? name : String(name.dropFirst(Self.inputPrefix.count))] = try load(name, source)
        }
        return inputs
    }

    private func load(_ name: String?, _ source: any TensorSource) throws(FerryError) -> Tensor<Float> {
        do {
            return try source.element.isFloatingPoint ? source.loadFloat() : source.loadIntegers()
        } catch {
            throw error.at(Location(file: path, path: name))
        }
    }
}

extension TensorSource {
    /// Small integers, such as pictures' samples, as float32: exact up to 16 bits.
    fileprivate func loadIntegers() throws(FerryError) -> Tensor<Float> {
        var elements: [Float] = []
        elements.reserveCapacity(elementCount)
        let width = element.byteCount
        let read: (RawSpan, Int) -> Float
        switch element {
        case .uint8, .bool: read = { Float($0.load(at: $1, as: UInt8.self)) }
        case .int8: read = { Float($0.load(at: $1, as: Int8.self)) }
        case .uint16: read = { Float(UInt16(littleEndian: $0.load(at: $1))) }
        case .int16: read = { Float(Int16(littleEndian: $0.load(at: $1))) }
        default:
            throw FerryError(
                .unsupported, "the array's elements are neither floating-point numbers nor small integers",
                expected: "float16, float32, float64, or integers of at most 16 bits", found: element.rawValue,
                remedy: "convert them to float32")
        }
        try forEachWindow { (window: RawSpan) throws(FerryError) in
            for offset in stride(from: 0, to: window.byteCount, by: width) { elements.append(read(window, offset)) }
        }
        return Tensor(shape: shape, elements: elements)
    }
}
