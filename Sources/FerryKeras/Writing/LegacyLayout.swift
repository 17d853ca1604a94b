internal import FerryCore
internal import FerryHDF5

/// Weights as whole-model HDF5 files hold them, and those that hold weights alone in the same way.
///
/// Keras `legacy_h5_format.py`, `save_weights_to_hdf5_group`.
extension KerasWriting {
    /// A group with one group for each layer.
    ///
    /// - Throws: `unsupported` where the layers' names cannot stand beside each other.
    func legacyWeights() throws(FerryError) -> HDF5Draft {
        var root = HDF5Draft()
        // Keras does not count the input layer of a Sequential model among its layers.
        let nodes = weightTree.nodes.filter { !$0.isHiddenInput }
        root.attributes = LegacyNames.attributes("layer_names", nodes.map(\.name)) + stamp
        // In the order of their names, in which Keras has them.
        for node in nodes.sorted(by: { $0.name < $1.name }) {
            let isAdded = root.change(node.name) { group in
                var names: [String] = []
                for entry in weightTree.legacyOrder(of: node) {
                    guard let source = source(of: entry.weight) else { continue }
                    names.append(group.add(source, at: legacyName(of: entry)))
                }
                group.attributes = LegacyNames.attributes("weight_names", names)
            }
            guard isAdded else {
                throw FerryError(
                    .unsupported, "the name of layer '\(node.name)' is that of another layer's weight in an HDF5 file",
                    at: Location(layer: node.path), remedy: "write a .keras file")
            }
        }
        root.change("top_level_model_weights") { $0.attributes = LegacyNames.attributes("weight_names", []) }
        return root
    }

    /// Which Keras the file is said to be of.
    var stamp: [(name: String, value: HDF5Draft.Attribute)] {
        [("keras_version", .string(version)), ("backend", .string("tensorflow"))]
    }

    private func legacyName(of entry: WeightTree.Entry) -> String {
        let weight = weightTree.weights[entry.weight]
        return switch generation {
        case .keras2: "\(entry.node.name)/\(weight.otherNames.first ?? weight.name):0"
        case .keras3: "\(entry.node.path)/\(weight.name)"
        }
    }
}

/// Lists of names as attributes, which HDF5 keeps in headers of at most 64 KiB.
enum LegacyNames {
    /// Keras's own limit, on names padded to the longest.
    private static let byteLimit = 64512
    /// What is stored in a header for a name of any length.
    private static let referenceByteCount = 16

    /// One attribute, or `name0`, `name1` … with the names in as few even parts as fit.
    static func attributes(_ name: String, _ names: [String]) -> [(name: String, value: HDF5Draft.Attribute)] {
        let width = max(names.map(\.utf8.count).max() ?? 0, referenceByteCount)
        func size(_ count: Int) -> Int { count * width }
        guard size(names.count) > byteLimit else { return [(name, .strings(names))] }
        // A longer name than the limit stands alone.
        var partCount = 2
        while partCount < names.count, size((names.count + partCount - 1) / partCount) > byteLimit { partCount += 1 }
        let (count, longer) = names.count.quotientAndRemainder(dividingBy: partCount)
        var rest = names[...]
        return (0..<partCount).map { part in
            let strings = Array(rest.prefix(count + (part < longer ? 1 : 0)))
            rest = rest.dropFirst(strings.count)
            return ("\(name)\(part)", .strings(strings))
        }
    }
}
