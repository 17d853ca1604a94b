public import FerryCore
internal import FerryHDF5

/// Weights alone in HDF5, as `model.save_weights("x.h5")` of Keras 2 writes them.
public struct KerasWeightsH5: ModelReader {
    let table: KerasLayerTable

    /// - Parameter layers: the layer classes to know.
    public init(layers: KerasLayerTable = .standard) { table = layers }

    public var id: FormatID { "keras-weights-h5" }
    public var summary: String { "Keras 2 weights (HDF5), with --architecture" }
    public var fileExtensions: [String] { ["h5", "hdf5"] }
    public var needsConfiguration: Bool { true }
    public func names(for operation: any Operator.Type) -> [String] { table.classNames(for: operation) }

    public func probe(_ file: any ByteSource) throws(FerryError) -> ProbeResult {
        try KerasContainer.layout(of: file) == .legacyWeights ? .certain : .no
    }

    public func read(_ file: any ByteSource, options: ReadOptions) throws(FerryError) -> Imported {
        do throws(FerryError) {
            let root = try HDF5File(file, acceptsUnusual: options.acceptsUnusual).root
            let document = try KerasDocument.architecture(options, for: file.name)
            let weights = try LegacyWeights(root)
            return try KerasReading(table: table, format: id, options: options)
                .model(document, architecture: options.architecture, variables: nil) { binding throws(FerryError) in
                    try weights.bind(&binding)
                }
        } catch {
            throw error.at(Location(file: file.name))
        }
    }
}
