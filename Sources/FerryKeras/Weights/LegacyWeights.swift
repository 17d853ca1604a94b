internal import FerryCore
internal import FerryHDF5

/// Weights as Keras 2 lays them out, in a whole-model file or alone: a group for each layer, its weights' names in an attribute.
struct LegacyWeights {
    private struct StoredLayer {
        var name: String
        var group: HDF5Group
        var weights: [String]
    }

    private let group: HDF5Group
    private let layers: [StoredLayer]

    /// - Throws: `malformed` where the group does not list its layers, or lists one that is not there.
    init(_ group: HDF5Group) throws(FerryError) {
        self.group = group
        guard let names = try group.names("layer_names") else {
            throw FerryError(
                .malformed, "the weights do not list their layers", expected: "the attribute layer_names",
                found: group.attributeNames.isEmpty ? "no attributes" : group.attributeNames.joined(separator: ", "),
                at: Location(path: group.path))
        }
        var layers: [StoredLayer] = []
        for name in names {
            guard let layer = group.descend(name) else {
                throw FerryError(
                    .malformed, "the weights list layer '\(name)', which is not there", expected: "a group named \(name)",
                    found: group.childNames.joined(separator: ", "), at: Location(path: group.path, layer: name))
            }
            let weights = try layer.names("weight_names") ?? []
            if !weights.isEmpty { layers.append(StoredLayer(name: name, group: layer, weights: weights)) }
        }
        self.layers = layers
    }

    /// Finds each layer of the model by its name. Where names differ, as they do in a model that was built anew, by position
    /// among the layers that have weights, which is Keras's own way.
    func bind(_ binding: inout WeightBinding) throws(FerryError) {
        let expected = binding.tree.nodes.filter { !binding.tree.legacyOrder(of: $0).isEmpty }
        let stored = Dictionary(layers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        if Set(stored.keys) == Set(expected.map(\.name)), stored.count == layers.count {
            for node in expected {
                if let layer = stored[node.name] { bind(node, to: layer, &binding) }
            }
        } else if layers.count == expected.count {
            binding.notices.append(
                "the layers' names in the file are not those of the architecture; weights are taken in order")
            for (node, layer) in zip(expected, layers) { bind(node, to: layer, &binding) }
        } else {
            noteDifferentLayers(expected, &binding)
        }
        for name in try group.group("top_level_model_weights")?.names("weight_names") ?? [] {
            binding.noteExtra(
                name, layer: nil, in: "\(group.path)/top_level_model_weights", shape: nil,
                expected: "no weights of the model itself")
        }
    }

    private func noteDifferentLayers(_ expected: [WeightTree.Node], _ binding: inout WeightBinding) {
        let names = Set(layers.map(\.name))
        for node in expected where !names.contains(node.name) {
            for entry in binding.tree.legacyOrder(of: node) {
                binding.noteMissing(entry, in: group.path, found: "weights of " + list(layers.map(\.name)))
            }
        }
        let known = Set(expected.map(\.name))
        for layer in layers where !known.contains(layer.name) {
            for weight in layer.weights {
                binding.noteExtra(
                    weight, layer: layer.name, in: layer.group.path,
                    shape: layer.group.descend(toDataset: weight)?.shape,
                    expected: "weights of " + list(expected.map(\.name)))
            }
        }
    }

    private func list(_ names: [String]) -> String { names.isEmpty ? "no layers" : names.joined(separator: ", ") }

    private func bind(_ node: WeightTree.Node, to layer: StoredLayer, _ binding: inout WeightBinding) {
        let entries = binding.tree.legacyOrder(of: node)
        var datasets: [HDF5Dataset?] = []
        for weight in layer.weights {
            let dataset = layer.group.descend(toDataset: weight)
            datasets.append(dataset)
            guard dataset == nil else { continue }
            binding.problems.append(
                FerryError(
                    .malformed, "layer '\(node.path)' lists the weight '\(weight)', which is not there",
                    expected: "a dataset named \(weight)", at: Location(path: layer.group.path, layer: node.path, field: weight)))
        }
        let names = WeightNames(layer.weights, isNested: node.isNetwork)
        let matches = entries.map { names.index(of: binding.tree.weights[$0.weight], in: $0.node) }
        guard entries.count == layer.weights.count else {
            noteDifferentWeights(node, layer, entries, matches, datasets, &binding)
            return
        }
        let isMatched = matches.allSatisfy { $0 != nil } && Set(matches).count == matches.count
        for (position, entry) in entries.enumerated() {
            if let dataset = datasets[isMatched ? matches[position] ?? position : position] { binding.bind(entry, to: dataset) }
        }
    }

    private func noteDifferentWeights(
        _ node: WeightTree.Node, _ layer: StoredLayer, _ entries: [WeightTree.Entry], _ matches: [Int?],
        _ datasets: [HDF5Dataset?], _ binding: inout WeightBinding
    ) {
        let expected = binding.list(entries)
        let before = binding.problems.count
        for (entry, match) in zip(entries, matches) where match == nil {
            binding.noteMissing(entry, in: layer.group.path, found: list(layer.weights))
        }
        for (index, weight) in layer.weights.enumerated() where !matches.contains(index) {
            binding.noteExtra(
                weight, layer: node.path, in: layer.group.path, shape: datasets[index]?.shape, expected: expected)
        }
        guard binding.problems.count == before else { return }
        binding.problems.append(
            FerryError(
                .mismatch, "layer '\(node.path)' has the wrong number of weights", expected: expected,
                found: list(layer.weights), at: Location(path: layer.group.path, layer: node.path)))
    }
}
