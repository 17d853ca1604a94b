internal import FerryArchive
public import FerryCore
internal import FerryHDF5

/// `.keras` files: a zip archive with a configuration and a `.weights.h5`.
public struct KerasArchive: ModelReader {
    let table: KerasLayerTable

    /// - Parameter layers: the layer classes to know.
    public init(layers: KerasLayerTable = .standard) { table = layers }

    public var id: FormatID { "keras" }
    public var summary: String { "Keras model (.keras)" }
    public var fileExtensions: [String] { ["keras"] }
    public func names(for operation: any Operator.Type) -> [String] { table.classNames(for: operation) }

    public func probe(_ file: any ByteSource) throws(FerryError) -> ProbeResult {
        switch try KerasContainer.of(file) {
        case .zip:
            do {
                let names = try ZipArchive(file).members.map(\.name)
                return names.contains("config.json") ? .certain : .possible
            } catch {
                // A broken archive: the reader tells what is wrong.
                if error.code == .io { throw error }
                return .possible
            }
        // An architecture alone: only this reader can say what to do with it.
        case .json: return try KerasJSON.isArchitecture(file) ? .certain : .no
        case .hdf5, nil: return .no
        }
    }

    public func read(_ file: any ByteSource, options: ReadOptions) throws(FerryError) -> Imported {
        do throws(FerryError) {
            guard try KerasContainer.of(file) != .json else { throw KerasJSON.architecture }
            let archive = try ZipArchive(file)
            let document = try KerasDocument(archive)
            let root = try HDF5File(try Self.weights(in: archive), acceptsUnusual: options.acceptsUnusual).root
            let weights = VariableTree(root)
            let variables = OptimizerVariables.numbered(root, document.generation)
            return try KerasReading(table: table, format: id, options: options)
                .model(document, variables: variables) { binding throws(FerryError) in try weights.bind(&binding) }
        } catch {
            throw error.at(Location(file: file.name))
        }
    }

    private static func weights(in archive: ZipArchive) throws(FerryError) -> any ByteSource {
        if let weights = try archive.member(named: "model.weights.h5") { return weights }
        let names = archive.members.map(\.name)
        let isNumPy = names.contains("model.weights.npz")
        throw FerryError(
            .unsupported,
            isNumPy
                ? "the weights are in model.weights.npz, which Ferry does not read"
                : "the archive holds a model without its weights",
            expected: "model.weights.h5", found: names.prefix(8).joined(separator: ", "),
            remedy: isNumPy ? "load the model in Keras and save it again as .keras" : nil)
    }
}
