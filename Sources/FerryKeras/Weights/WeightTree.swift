internal import FerryCore

/// The weights of a model, ordered by the layers and models that hold them, as Keras's files are.
struct WeightTree: Sendable {
    struct Node: Sendable {
        var name: String
        var path: String
        var className: String
        /// The layer's identity: the same for a layer that stands in several models.
        var layer: Int
        /// Indices of ``WeightTree/weights``: the layer's own, in Keras's order.
        var weights: [Int]
        /// The layers of a nested model.
        var children: [Node]
        /// Whether it is trained, as far as it and all models that hold it say.
        var isTrainable: Bool
        /// Whether it is the input layer of a Sequential model, which Keras does not count among its layers.
        var isHiddenInput: Bool
        /// Whether it is a model.
        var isNetwork: Bool
    }

    let weights: [KerasWeight]
    private(set) var nodes: [Node] = []

    init(_ architecture: KerasArchitecture, places: [Int: Int], weights: [KerasWeight]) {
        self.weights = weights
        var own: [Int: [Int]] = [:]
        for (index, weight) in weights.enumerated() { own[weight.layer, default: []].append(index) }
        func nodes(of network: KerasArchitecture.Network, isTrainable: Bool) -> [Node] {
            network.layers.map { index in
                let layer = architecture.layers[index]
                let isTrainable = isTrainable && layer.isTrainable
                var node = Node(
                    name: layer.name, path: layer.path, className: layer.className, layer: index,
                    weights: places[index].flatMap { own[$0] } ?? [], children: [], isTrainable: isTrainable,
                    isHiddenInput: false, isNetwork: false)
                switch layer.content {
                case .input: node.isHiddenInput = network.kind == .sequential
                case .layer: break
                case .network(let nested):
                    node.isNetwork = true
                    node.children = nodes(of: nested, isTrainable: isTrainable)
                }
                return node
            }
        }
        self.nodes = nodes(of: architecture.root, isTrainable: architecture.isTrainable)
    }

    /// Whether training changes a weight of `node`.
    func isTrained(_ weight: Int, of node: Node) -> Bool { node.isTrainable && weights[weight].isTrained }

    /// Parameters that training leaves alone.
    var frozen: Set<ValueID> {
        let trained = Set(trainedWeights)
        return Set(weights.indices.filter { !trained.contains($0) }.compactMap { weights[$0].parameter })
    }

    /// The weights that training changes, each once, in Keras's order: that of an optimizer's variables.
    var trainedWeights: [Int] {
        var seen: Set<Int> = []
        func trained(_ node: Node) -> [Int] {
            node.weights.filter { isTrained($0, of: node) && seen.insert($0).inserted } + node.children.flatMap(trained)
        }
        return nodes.flatMap(trained)
    }

    /// A weight and the layer that has it.
    typealias Entry = (weight: Int, node: Node)

    /// The weights of a node in the order of a whole-model HDF5 file: first those that are trained, of all layers inside, then
    /// the rest.
    func legacyOrder(of node: Node) -> [Entry] {
        func all(_ node: Node) -> [Entry] { node.weights.map { ($0, node) } + node.children.flatMap(all) }
        let entries = all(node)
        // A leaf keeps its own order: its weights stand in it already.
        let trained = entries.filter { isTrained($0.weight, of: $0.node) }
        return trained + entries.filter { !isTrained($0.weight, of: $0.node) }
    }
}
