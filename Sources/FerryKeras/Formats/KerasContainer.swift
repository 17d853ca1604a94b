internal import FerryCore
internal import FerryHDF5

/// The containers of Keras's files, told by their first bytes.
enum KerasContainer {
    case hdf5
    case zip
    /// JSON, or what looks like it.
    case json

    static func of(_ file: any ByteSource) throws(FerryError) -> KerasContainer? {
        let start = try file.bytes(0..<min(64, file.byteCount))
        if start.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]) { return .hdf5 }
        if start.starts(with: [0x50, 0x4b, 0x03, 0x04]) || start.starts(with: [0x50, 0x4b, 0x05, 0x06]) { return .zip }
        let text = start.drop { [0x20, 0x0a, 0x0d, 0x09].contains($0) }
        return text.first == UInt8(ascii: "{") ? .json : nil
    }

    /// How Keras laid out an HDF5 file; nothing where it is none, is unusual, or cannot be opened.
    ///
    /// A file is told without asking whether it is trusted, so libhdf5 must not see it before the walk has passed it.
    static func layout(of file: any ByteSource) throws(FerryError) -> HDF5Layout? {
        guard try of(file) == .hdf5 else { return nil }
        do {
            return HDF5Layout(try HDF5File(file).root)
        } catch {
            // A broken or unusual file: its reader tells what is wrong.
            if error.code == .io { throw error }
            return nil
        }
    }
}

/// How Keras lays out an HDF5 file.
enum HDF5Layout: Hashable {
    case wholeModel
    /// Keras 2's `save_weights`.
    case legacyWeights
    /// Keras 3's `save_weights`.
    case variables
    case other

    init(_ root: HDF5Group) {
        let attributes = root.attributeNames
        if attributes.contains("model_config") {
            self = .wholeModel
        } else if attributes.contains("layer_names") || attributes.contains("layer_names0") {
            self = .legacyWeights
        } else if VariableTree.container(in: root) != nil {
            self = .variables
        } else {
            self = .other
        }
    }
}
