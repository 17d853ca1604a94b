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

    /// Something that is written into the parameters' memory once.
    struct Packing: Sendable {
        /// What packs; nothing where a parameter is copied as it is.
        let kernel: (any Kernel)?
        let parameters: [ValueID?]
        let range: Range<Int>
        let node: String
    }

    let steps: [Step]
    let packings: [Packing]
    let places: [ValueID: ValuePlace]
    /// Values that are in memory after a run.
    let kept: Set<ValueID>
    let activationCount: Int
    let parameterCount: Int
    let scratchCount: Int

    /// - Throws: `mismatch` where a size stays open, `malformed` where a value is neither computed nor given.
    init(_ model: Model, batch: Int, keepsAllValues: Bool, _ instructionSet: InstructionSet) throws(FerryError) {
        let graph = model.graph
        let shapes = try Self.shapes(of: graph, batch: batch)
        kept = Set(keepsAllValues ? graph.identifiers : graph.inputs + graph.outputs)
        let nodes = PlannedNode.all(of: model, shapes: shapes, kept: kept, instructionSet)
        try Self.check(nodes, model)

        let storage = SharedStorage(nodes, inputs: graph.inputs, kept: kept, parameters: Set(model.parameters.keys))
        let blocks = storage.blocks
        let layout = ArenaLayout(
            blocks.map {
                .init(count: FloatBuffer.aligned(shapes[$0.owner.index].elementCount), lifetime: $0.lifetime)
            })
        var places: [ValueID: ValuePlace] = [:]
        for (block, start) in zip(blocks, layout.starts) {
            places[block.owner] = ValuePlace(region: .activations, start: start, shape: shapes[block.owner.index])
        }
        var packer = PackingPlan()
        for case let id? in nodes.flatMap(\.data) where model.parameters[id] != nil && places[id] == nil {
            let range = packer.addConstant(id, shapes[id.index])
            places[id] = ValuePlace(region: .parameters, start: range.lowerBound, shape: shapes[id.index])
        }
        for node in nodes where places[node.output] == nil {
            guard let memory = places[storage.owner(of: node.output)] else { continue }
            places[node.output] = ValuePlace(region: memory.region, start: memory.start, shape: shapes[node.output.index])
        }
        var steps: [Step] = []
        for node in nodes where !(node.kernel is AliasKernel) {
            guard let output = places[node.output] else { continue }
            var inputs: [ValuePlace?] = []
            for id in node.data { inputs.append(id.flatMap { places[$0] }) }
            steps.append(
                Step(
                    kernel: node.kernel, partCount: node.kernel.partCount, inputs: inputs, output: output,
                    packed: packer.add(node)))
        }
        (self.steps, self.places) = (steps, places)
        packings = packer.packings
        activationCount = layout.count
        parameterCount = packer.count
        scratchCount = FloatBuffer.aligned(steps.map(\.kernel.scratchCount).max() ?? 0)
    }

    private static func shapes(of graph: Graph, batch: Int) throws(FerryError) -> [[Int]] {
        var shapes: [[Int]] = []
        for value in graph.values {
            guard let sizes = value.type?.sizes(binding: ["batch": batch]) else {
                throw FerryError(
                    .mismatch, "the value '\(value.name)' leaves a size open", found: value.type?.description,
                    remedy: "give the input's sizes with --input-shape NAME=H,W,C")
            }
            shapes.append(sizes)
        }
        for id in graph.inputs {
            guard let size = shapes[id.index].first, size != batch else { continue }
            throw FerryError(
                .mismatch, "the input '\(graph[id].name)' is of another batch size than the executor", expected: "\(size)",
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
