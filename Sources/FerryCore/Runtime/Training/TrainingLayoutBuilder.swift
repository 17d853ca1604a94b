/// Finds places in a shard's memory: blocks share it where their lifetimes do not meet.
///
/// Time runs through the nodes forward, then the loss, then the nodes backward.
struct TrainingLayoutBuilder {
    private enum Key: Hashable {
        case value(ValueID)
        case gradient(ValueID)
        /// The gradient of an input that is added to what other users of the value gave.
        case aside(node: Int, input: Int)
        case saved(node: Int)
        case scratch
    }

    private let nodes: [TrainingNode]
    private let output: ValueID
    private let shapes: [[Int]]
    private let differentiable: Set<ValueID>
    private let entries: [ValueID: ParameterBlock.Entry]
    private var counts: [Key: Int] = [:]
    private var lifetimes: [Key: ClosedRange<Int>] = [:]
    private var starts: [Key: Int] = [:]
    private(set) var count = 0

    init(
        _ nodes: [TrainingNode], output: ValueID, block: ParameterBlock, shapes: [[Int]], _ differentiable: Set<ValueID>
    ) {
        (self.nodes, self.output, self.shapes, self.differentiable) = (nodes, output, shapes, differentiable)
        var entries: [ValueID: ParameterBlock.Entry] = [:]
        for entry in block.trainable + block.fixed { entries[entry.id] = entry }
        self.entries = entries
    }

    private var lossTime: Int { nodes.count }

    private func backwardTime(_ node: Int) -> Int { 2 * nodes.count - node }

    private mutating func use(_ key: Key, _ count: Int, at time: Int) {
        counts[key] = count
        let lifetime = lifetimes[key] ?? time...time
        lifetimes[key] = min(lifetime.lowerBound, time)...max(lifetime.upperBound, time)
    }

    /// Values live until the last node that read them has gone backward, and so has the one that computed them.
    mutating func placeValues(inputs: [ValueID]) {
        for id in inputs { use(.value(id), shapes[id.index].elementCount, at: -1) }
        for (index, node) in nodes.enumerated() {
            let count = shapes[node.output.index].elementCount
            for time in [index, backwardTime(index)] {
                use(.value(node.output), count, at: time)
                use(.saved(node: index), node.kernel.savedCount, at: time)
                use(.scratch, max(counts[.scratch] ?? 0, node.kernel.scratchCount), at: time)
                for case let id? in node.inputs where entries[id] == nil {
                    use(.value(id), shapes[id.index].elementCount, at: time)
                }
            }
        }
        use(.value(output), shapes[output.index].elementCount, at: lossTime)
    }

    /// A value's first user to go backward writes its gradient, the others add to it.
    mutating func placeGradients() {
        use(.gradient(output), shapes[output.index].elementCount, at: lossTime)
        for (index, node) in nodes.enumerated().reversed() {
            for (input, id) in node.inputs.enumerated() {
                guard let id, node.wantsGradient[input] else { continue }
                let count = shapes[id.index].elementCount
                let time = backwardTime(index)
                if isAside(node: index, input: input, id) { use(.aside(node: index, input: input), count, at: time) }
                if entries[id] == nil { use(.gradient(id), count, at: time) }
            }
            if differentiable.contains(node.output) {
                use(.gradient(node.output), shapes[node.output.index].elementCount, at: backwardTime(index))
            }
        }
    }

    /// Kernels add to the gradients of parameters in their own roles, and write over all others.
    private func isAside(node: Int, input: Int, _ id: ValueID) -> Bool {
        guard nodes[node].operation.role(ofInput: input).kind == .data else { return false }
        if entries[id] != nil || nodes[node].inputs[..<input].contains(id) { return true }
        return nodes[(node + 1)...].contains { later in
            zip(later.inputs, later.wantsGradient).contains { $0 == id && $1 }
        }
    }

    mutating func layOut() {
        let keys = lifetimes.keys.sorted { order($0) < order($1) }
        let layout = ArenaLayout(
            keys.map { .init(count: FloatBuffer.aligned(counts[$0] ?? 0), lifetime: lifetimes[$0] ?? 0...0) })
        for (key, start) in zip(keys, layout.starts) { starts[key] = start }
        count = layout.count
    }

    /// Any fixed order: places depend on it.
    private func order(_ key: Key) -> (Int, Int, Int) {
        switch key {
        case .value(let id): (0, id.index, 0)
        case .gradient(let id): (1, id.index, 0)
        case .aside(let node, let input): (2, node, input)
        case .saved(let node): (3, node, 0)
        case .scratch: (4, 0, 0)
        }
    }

    func start(ofValue id: ValueID) -> Int { starts[.value(id)] ?? 0 }

    func start(ofGradient id: ValueID) -> Int { starts[.gradient(id)] ?? 0 }

    var scratch: Int { starts[.scratch] ?? 0 }

    func places(of index: Int) -> TrainingLayout.NodePlaces {
        let node = nodes[index]
        var places = TrainingLayout.NodePlaces()
        places.inputs = node.inputs.map { id in
            id.map { entries[$0].map { .block($0.range.lowerBound) } ?? .arena(start(ofValue: $0)) }
        }
        for (input, id) in node.inputs.enumerated() {
            guard let id, node.wantsGradient[input] else {
                places.inputGradients.append(nil)
                continue
            }
            let target: TrainingLayout.Place =
                entries[id].map { .block($0.range.lowerBound) } ?? .arena(start(ofGradient: id))
            if let aside = starts[.aside(node: index, input: input)] {
                places.inputGradients.append(.arena(aside))
                places.additions.append(.init(source: aside, target: target, count: shapes[id.index].elementCount))
            } else {
                places.inputGradients.append(target)
            }
        }
        places.output = start(ofValue: node.output)
        places.outputGradient = starts[.gradient(node.output)]
        places.saved = starts[.saved(node: index)] ?? 0
        return places
    }
}
