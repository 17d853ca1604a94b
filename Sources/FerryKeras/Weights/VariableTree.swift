internal import FerryCore
internal import FerryHDF5

/// Weights as Keras 3 lays them out: groups named after classes, counted in each model; variables named by number.
struct VariableTree {
    private let root: HDF5Group

    init(_ root: HDF5Group) { self.root = root }

    /// The group that holds a model's layers; Keras 2.13 and 2.14 call it otherwise.
    static func container(in group: HDF5Group) -> HDF5Group? {
        group.group("layers") ?? group.group("_layer_checkpoint_dependencies")
    }

    /// - Throws: `malformed` where the file has no layers.
    func bind(_ binding: inout WeightBinding) throws(FerryError) {
        guard let container = Self.container(in: root) else {
            throw FerryError(
                .malformed, "the file holds no layers", expected: "a group named layers",
                found: root.childNames.isEmpty ? "no groups" : root.childNames.joined(separator: ", "),
                at: Location(path: root.path))
        }
        var visited: Set<Int> = []
        try bind(binding.tree.nodes, in: container, &visited, &binding)
        for name in root.group("vars")?.variableNames ?? [] {
            binding.noteExtra(
                name, layer: nil, in: "/vars", shape: root.descend(toDataset: "vars/\(name)")?.shape,
                expected: "no weights of the model itself")
        }
    }

    private func bind(
        _ nodes: [WeightTree.Node], in container: HDF5Group, _ visited: inout Set<Int>, _ binding: inout WeightBinding
    ) throws(FerryError) {
        var known: Set<String> = []
        var places: [(node: WeightTree.Node, name: String?)] = []
        for (name, node) in Self.groups(for: nodes) {
            known.insert(name)
            // A layer in several places is stored at the first.
            guard visited.insert(node.layer).inserted else { continue }
            let group = container.group(name)
            places.append((node, try group?.group("vars")?.string("name")))
            bindOwn(node, to: group, named: name, in: container, &binding)
            guard node.isNetwork else { continue }
            if let nested = group.flatMap(Self.container) {
                try bind(node.children, in: nested, &visited, &binding)
            } else {
                for entry in binding.tree.legacyOrder(of: node) {
                    binding.noteMissing(
                        entry, in: "\(container.path)/\(name)", found: group?.childNames.joined(separator: ", ") ?? "nothing")
                }
            }
        }
        checkNames(places, in: container, &binding)
        for name in container.childNames where !known.contains(name) {
            guard let group = container.group(name) else { continue }
            noteExtra(group, expected: known.sorted().joined(separator: ", "), &binding)
        }
    }

    private func bindOwn(
        _ node: WeightTree.Node, to group: HDF5Group?, named name: String, in container: HDF5Group,
        _ binding: inout WeightBinding
    ) {
        let entries = node.weights.map { ($0, node) }
        guard let group else {
            for entry in entries {
                binding.noteMissing(
                    entry, in: "\(container.path)/\(name)", found: "groups " + container.childNames.joined(separator: ", "))
            }
            return
        }
        let variables = group.group("vars")
        let names = variables?.variableNames ?? []
        let datasets = names.compactMap { variables?.dataset($0) }
        guard datasets.count == entries.count else {
            binding.problems.append(
                FerryError(
                    .mismatch, "layer '\(node.path)' has the wrong number of weights", expected: binding.list(entries),
                    found: datasets.isEmpty ? "no weights" : datasets.map(\.shape.product).joined(separator: ", "),
                    at: Location(path: "\(group.path)/vars", layer: node.path),
                    remedy: "check that the weights belong to this architecture"))
            return
        }
        for (entry, dataset) in zip(entries, datasets) { binding.bind(entry, to: dataset) }
    }

    /// Keras 3.15 writes each layer's name beside its variables. Where the file has the architecture's names in another order, its
    /// weights would go to the wrong layers of the same class.
    private func checkNames(
        _ places: [(node: WeightTree.Node, name: String?)], in container: HDF5Group, _ binding: inout WeightBinding
    ) {
        let stored = places.compactMap(\.name)
        guard stored.count == places.count, stored.sorted() == places.map(\.node.name).sorted() else { return }
        for place in places where place.name != place.node.name {
            binding.problems.append(
                FerryError(
                    .mismatch, "the weights in the place of layer '\(place.node.path)' are those of another layer",
                    expected: place.node.name, found: place.name, at: Location(path: container.path, layer: place.node.path),
                    remedy: "give the architecture with its layers in the order of the saved model"))
        }
    }

    private func noteExtra(_ group: HDF5Group, expected: String, _ binding: inout WeightBinding) {
        let variables = group.group("vars")
        let shapes = (variables?.variableNames ?? []).compactMap { variables?.dataset($0)?.shape.product }
        if !shapes.isEmpty {
            binding.problems.append(
                FerryError(
                    .mismatch, "the file holds weights that belong to no layer of the architecture", expected: expected,
                    found: shapes.joined(separator: ", "), at: Location(path: "\(group.path)/vars"),
                    remedy: "check that the weights belong to this architecture"))
        }
        guard let nested = Self.container(in: group) else { return }
        for name in nested.childNames {
            if let child = nested.group(name) { noteExtra(child, expected: expected, &binding) }
        }
    }

    /// The groups of a model's layers, in order, by which they are read and written.
    static func groups(for nodes: [WeightTree.Node]) -> [(name: String, node: WeightTree.Node)] {
        var counts: [String: Int] = [:]
        // Keras does not count the input layer of a Sequential model among its layers.
        return nodes.filter { !$0.isHiddenInput }.map { node in
            let stem = groupName(ofClass: node.className)
            let count = counts[stem, default: 0]
            counts[stem] = count + 1
            return (count == 0 ? stem : "\(stem)_\(count)", node)
        }
    }

    /// `MaxPooling2D` → `max_pooling2d`: Keras `naming.py`, `to_snake_case`. Registered classes go without their package.
    static func groupName(ofClass className: String) -> String {
        let name = className.split(separator: ">").last.map(String.init) ?? className
        // The class behind the name `Model` in old configurations.
        let characters = Array((name == "Model" ? "Functional" : name).filter { $0.isLetter || $0.isNumber || $0 == "_" })
        var snake = ""
        for (index, character) in characters.enumerated() {
            let startsWord = character.isUppercase && index + 1 < characters.count && characters[index + 1].isLowercase
            let followsLower = character.isUppercase && index > 0 && characters[index - 1].isLowercase
            if index > 0, startsWord || followsLower { snake += "_" }
            snake += character.lowercased()
        }
        return snake
    }
}

extension HDF5Group {
    /// Variables are named by number, and HDF5 lists names in alphabetical order: `10` comes before `2`.
    var variableNames: [String] {
        childNames.filter { dataset($0) != nil }.sorted { (Int($0) ?? .max, $0) < (Int($1) ?? .max, $1) }
    }
}
