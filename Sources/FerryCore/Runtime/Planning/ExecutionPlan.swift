/// What an executor does, in order, and where in memory.
struct ExecutionPlan: Sendable {
    struct Step: Sendable {
        let kernel: any Kernel
        let partCount: Int
        /// Places of the inputs that the kernel reads at run time; nothing for packed and absent ones.
        let inputs: [ValuePlace?]
        let output: ValuePlace
        /// Where in the parameters' memory.
        let packed: Range<Int>
    }

    let steps: [Step]
    let packings: [PackingPlan.Packing]
    /// The places of the graph's inputs, by name.
    let inputs: [String: ValuePlace]
    /// The places of values that are in memory after a run, by name.
    let kept: [String: ValuePlace]
    let activationCount: Int
    let parameterCount: Int
    let scratchCount: Int

    /// - Throws: `mismatch` where a size stays open, `malformed` where a value is neither computed nor given.
    init(_ model: Model, batch: Int, keepsAllValues: Bool, _ instructionSet: InstructionSet) throws(FerryError) {
        let graph = model.graph
        let shapes = try Self.shapes(of: graph, batch: batch)
        let kept = Set(keepsAllValues ? graph.identifiers : graph.inputs + graph.outputs)
        let nodes = PlannedNode.all(of: model, shapes: shapes, kept: kept, instructionSet)
        try Self.check(nodes, model)

        var packer = PackingPlan()
        let storage = SharedStorage(nodes, inputs: graph.inputs, kept: kept)
        let (places, count) = Self.places(nodes, storage, model, shapes: shapes, &packer)
        steps = Self.steps(nodes, places, &packer)
        activationCount = count
        packings = packer.packings
        parameterCount = packer.count
        scratchCount = FloatBuffer.aligned(steps.reduce(0) { max($0, $1.kernel.scratchCount) })
        inputs = Self.named(graph.inputs, in: graph, places)
        self.kept = Self.named(kept, in: graph, places)
    }

    private static func named(
        _ identifiers: some Sequence<ValueID>, in graph: Graph, _ places: [ValueID: ValuePlace]
    ) -> [String: ValuePlace] {
        var named: [String: ValuePlace] = [:]
        for id in identifiers { named[graph[id].name] = places[id] }
        return named
    }

    /// Where all values are that some kernel reads or writes, and the elements that the arena takes.
    private static func places(
        _ nodes: [PlannedNode], _ storage: SharedStorage, _ model: Model, shapes: [[Int]], _ packer: inout PackingPlan
    ) -> (places: [ValueID: ValuePlace], activationCount: Int) {
        let blocks = storage.blocks
        let layout = ArenaLayout(
            blocks.map { .init(count: FloatBuffer.aligned(shapes[$0.owner.index].elementCount), lifetime: $0.lifetime) })
        var places: [ValueID: ValuePlace] = [:]
        for (block, start) in zip(blocks, layout.starts) {
            places[block.owner] = ValuePlace(region: .activations, start: start, shape: shapes[block.owner.index])
        }
        for case let id? in nodes.flatMap(\.data) where model.parameters[id] != nil && places[id] == nil {
            let range = packer.addConstant(id, shapes[id.index])
            places[id] = ValuePlace(region: .parameters, start: range.lowerBound, shape: shapes[id.index])
        }
        for node in nodes where places[node.output] == nil {
            guard let memory = places[storage.owner(of: node.output)] else { continue }
            places[node.output] = ValuePlace(region: memory.region, start: memory.start, shape: shapes[node.output.index])
        }
        return (places, layout.count)
    }

    private static func steps(
        _ nodes: [PlannedNode], _ places: [ValueID: ValuePlace], _ packer: inout PackingPlan
    ) -> [Step] {
        var steps: [Step] = []
        for node in nodes where !(node.kernel is AliasKernel) {
            guard let output = places[node.output] else { continue }
            steps.append(
                Step(
                    kernel: node.kernel, partCount: node.kernel.partCount,
                    inputs: node.data.map { $0.flatMap { places[$0] } }, output: output, packed: packer.add(node)))
        }
        return steps
    }

    /// The size of each value of the graph.
    ///
    /// - Throws: `mismatch` where a size stays open, or an input is of another batch size.
    static func shapes(of graph: Graph, batch: Int) throws(FerryError) -> [[Int]] {
        var shapes: [[Int]] = []
        for value in graph.values {
            guard let sizes = value.type?.sizes(binding: ["batch": batch]) else {
                throw FerryError(
                    .mismatch, "the value '\(value.name)' leaves a size open", found: value.type?.description,
                    remedy: "give the input's sizes with --input-shape NAME=H,W,C")
            }
            shapes.append(sizes)
        }
        if let input = graph.inputs.first, let size = graph.fixedBatch, size != batch {
            throw FerryError(
                .mismatch, "the input '\(graph[input].name)' is of another batch size than the executor", expected: "\(size)",
                found: "\(batch)", remedy: "run it with a batch of \(size)")
        }
        return shapes
    }

    private static func check(_ nodes: [PlannedNode], _ model: Model) throws(FerryError) {
        var known = Set(model.graph.inputs).union(model.parameters.keys)
        for node in nodes {
            for case let id? in node.node.inputs where !known.contains(id) {
                throw FerryError(
                    .malformed, "the value '\(model.graph[id].name)' is neither computed nor given",
                    at: Location(layer: node.node.name))
            }
            known.insert(node.output)
        }
    }
}
