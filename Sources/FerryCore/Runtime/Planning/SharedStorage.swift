/// Which values are in the same memory: those that an alias names anew, and those that a kernel writes over its input.
struct SharedStorage {
    private var owner: [ValueID: ValueID] = [:]
    /// The steps during which an owner's memory holds something that is still needed.
    private var lifetimes: [ValueID: ClosedRange<Int>] = [:]

    /// - Parameter kept: values that outlive a run; `inputs` among them, which are there for the next one.
    init(_ nodes: [PlannedNode], inputs: [ValueID], kept: Set<ValueID>) {
        let end = nodes.count
        for id in inputs { lifetimes[id] = -1...end }
        for (step, node) in nodes.enumerated() {
            let output = node.output
            if node.kernel is AliasKernel, let input = node.data.first ?? nil {
                owner[output] = self.owner(of: input)
            } else {
                lifetimes[output] = step...step
            }
            for case let id? in node.data { use(id, at: step) }
            if kept.contains(output) { use(output, at: end) }
        }
        for (step, node) in nodes.enumerated() where node.kernel.worksInPlace {
            guard let input = node.data.first ?? nil else { continue }
            let memory = self.owner(of: input)
            let others = node.data.dropFirst().compactMap { $0.map { self.owner(of: $0) } }
            // Parameters have no lifetime, so that no run writes over them.
            guard let lifetime = lifetimes[memory], lifetime.upperBound == step, !others.contains(memory),
                let written = lifetimes.removeValue(forKey: node.output)
            else { continue }
            owner[node.output] = memory
            lifetimes[memory] = lifetime.lowerBound...written.upperBound
        }
    }

    /// The value that `id` shares memory with; itself where it shares none.
    func owner(of id: ValueID) -> ValueID {
        var id = id
        while let next = owner[id] { id = next }
        return id
    }

    /// The owners of memory that runs write, with their lifetimes, in the order of their values.
    var blocks: [(owner: ValueID, lifetime: ClosedRange<Int>)] {
        lifetimes.sorted { $0.key.index < $1.key.index }.map { (owner: $0.key, lifetime: $0.value) }
    }

    private mutating func use(_ id: ValueID, at step: Int) {
        let memory = owner(of: id)
        guard let lifetime = lifetimes[memory] else { return }
        lifetimes[memory] = lifetime.lowerBound...max(lifetime.upperBound, step)
    }
}
