/// Where a plan's values, their gradients and the kernels' memory are.
struct TrainingLayout: Sendable {
    /// Where a tensor begins.
    enum Place: Hashable, Sendable {
        /// In the memory that a shard works in.
        case arena(Int)
        /// In the parameters, or in the shard's gradients of them.
        case block(Int)
    }

    /// A gradient that comes from more than one user of a value: later ones are computed aside and added.
    struct Addition: Hashable, Sendable {
        let source: Int
        let target: Place
        let count: Int
    }

    /// One node's memory.
    struct NodePlaces: Sendable {
        var inputs: [Place?] = []
        var inputGradients: [Place?] = []
        var additions: [Addition] = []
        var output = 0
        var outputGradient: Int?
        var saved = 0
        /// In the packed parameters.
        var packed = 0
        /// In the memory of batchwise kernels: what all shards read, and one shard's sums.
        var shared = 0
        var partial = 0
    }

    private(set) var nodes: [NodePlaces]
    /// The graph's inputs that are read, and where.
    private(set) var inputs: [(name: String, start: Int, count: Int)] = []
    private(set) var output = 0
    private(set) var outputGradient = 0
    let outputCount: Int
    /// Where kernels find scratch.
    private(set) var scratch = 0
    private(set) var arenaCount = 0
    private(set) var packedCount = 0
    private(set) var sharedCount = 0
    private(set) var partialCount = 0

    init(
        _ nodes: [TrainingNode], of graph: Graph, output: ValueID, block: ParameterBlock, shapes: [[Int]],
        _ differentiable: Set<ValueID>
    ) {
        self.nodes = nodes.map { _ in NodePlaces() }
        outputCount = shapes[output.index].elementCount
        var builder = TrainingLayoutBuilder(nodes, output: output, block: block, shapes: shapes, differentiable)
        let inputIDs = graph.inputs.filter { id in nodes.contains { $0.inputs.contains(id) } }
        builder.placeValues(inputs: inputIDs)
        builder.placeGradients()
        builder.layOut()
        for index in nodes.indices {
            self.nodes[index] = builder.places(of: index)
            let kernel = nodes[index].kernel
            self.nodes[index].packed = packedCount
            packedCount += FloatBuffer.aligned(kernel.packedCount)
            guard let kernel = kernel as? any BatchwiseTrainingKernel else { continue }
            self.nodes[index].shared = sharedCount
            self.nodes[index].partial = partialCount
            sharedCount += FloatBuffer.aligned(kernel.sharedCount)
            partialCount += kernel.partialCount
        }
        inputs = inputIDs.map { (graph[$0].name, builder.start(ofValue: $0), shapes[$0.index].elementCount) }
        (self.output, outputGradient) = (builder.start(ofValue: output), builder.start(ofGradient: output))
        (scratch, arenaCount) = (builder.scratch, builder.count)
    }
}
