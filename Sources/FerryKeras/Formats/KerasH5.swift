public import FerryCore
internal import FerryHDF5

/// Whole models in HDF5, as `model.save("x.h5")` of Keras 2 and 3 writes them.
public struct KerasH5: ModelReader {
    let table: KerasLayerTable

    /// - Parameter layers: the layer classes to know.
    public init(layers: KerasLayerTable = .standard) { table = layers }

    public var id: FormatID { "keras-h5" }
    public var summary: String { "Keras model (HDF5)" }
    public var fileExtensions: [String] { ["h5", "hdf5"] }
    public func names(for operation: any Operator.Type) -> [String] { table.classNames(for: operation) }

    public func probe(_ file: any ByteSource) throws(FerryError) -> ProbeResult {
        switch try KerasContainer.layout(of: file) {
        case .wholeModel: .certain
        // No model: this format's reader tells what is there instead.
        case .other: .possible
        // Broken or unusual: so it is this format's, until its reader finds out.
        case nil: try KerasContainer.of(file) == .hdf5 ? .possible : .no
        case .legacyWeights, .variables: .no
        }
    }

    public func read(_ file: any ByteSource, options: ReadOptions) throws(FerryError) -> Imported {
        do throws(FerryError) {
            let root = try HDF5File(file, acceptsUnusual: options.acceptsUnusual).root
            // The layout of an unusual file is not known before it is trusted.
            switch HDF5Layout(root) {
            case .legacyWeights: return try KerasWeightsH5(layers: table).read(file, options: options)
            case .variables: return try KerasVariablesH5(layers: table).read(file, options: options)
            case .wholeModel, .other: break
            }
            let document = try KerasDocument(root)
            guard let group = root.group("model_weights") else {
                throw FerryError(
                    .malformed, "the file holds a model without its weights", expected: "the group model_weights",
                    found: root.childNames.isEmpty ? "no groups" : root.childNames.joined(separator: ", "),
                    at: Location(path: "/"))
            }
            let weights = try LegacyWeights(group)
            let variables = try OptimizerVariables.legacy(root, document.generation)
            return try KerasReading(table: table, format: id, options: options)
                .model(document, variables: variables) { binding throws(FerryError) in try weights.bind(&binding) }
        } catch {
            throw error.at(Location(file: file.name))
        }
    }
}
