public import FerryCore
internal import FerryHDF5

/// Weights alone in HDF5, as `model.save_weights("x.weights.h5")` of Keras 3 writes them.
public struct KerasVariablesH5: ModelReader {
    let table: KerasLayerTable

    /// - Parameter layers: the layer classes to know.
    public init(layers: KerasLayerTable = .standard) { table = layers }

    public var id: FormatID { "keras-variables-h5" }
    public var summary: String { "Keras 3 weights (HDF5), with --architecture" }
    public var fileExtensions: [String] { ["weights.h5"] }
    public var needsConfiguration: Bool { true }
    public func names(for operation: any Operator.Type) -> [String] { table.classNames(for: operation) }

    public func probe(_ file: any ByteSource) throws(FerryError) -> ProbeResult {
        if try KerasContainer.layout(of: file) == .variables { return .certain }
        // The list of a sharded set: only this reader can say that such sets are not read.
        guard try KerasContainer.of(file) == .json else { return .no }
        return try KerasJSON.isShardList(file) ? .certain : .no
    }

    public func read(_ file: any ByteSource, options: ReadOptions) throws(FerryError) -> Imported {
        do throws(FerryError) {
            guard try KerasContainer.of(file) != .json else { throw KerasJSON.shardList }
            let root = try HDF5File(file, acceptsUnusual: options.acceptsUnusual).root
            let document = try KerasDocument.architecture(options, for: file.name)
            let weights = VariableTree(root)
            let variables = OptimizerVariables.numbered(root, document.generation)
            return try KerasReading(table: table, format: id, options: options)
                .model(document, architecture: options.architecture, variables: variables) { binding throws(FerryError) in
                    try weights.bind(&binding)
                }
        } catch {
            throw error.at(Location(file: file.name))
        }
    }
}
