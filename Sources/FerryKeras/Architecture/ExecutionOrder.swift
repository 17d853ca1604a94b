/// The order in which Keras runs the calls of a Functional model; later calls of a layer are counted in it.
enum ExecutionOrder {
    /// Calls that need each other's results, each the next one's.
    struct Cycle: Error {
        var calls: [Int]
    }

    typealias Calls = [(layer: Int, inputs: [KerasArchitecture.Source])]

    /// Indices of `calls` that `outputs` need, in Keras's order: from the deepest, which is farthest from the outputs, to the
    /// shallowest. All calls of a layer count as at least as deep as the deepest seen so far.
    ///
    /// Keras `ops/function.py`, `map_graph`, and Keras 2 `engine/functional.py`, `_map_graph_network`; without recursion, because a
    /// file says how long a chain of layers is.
    static func of(_ calls: Calls, outputs: [KerasArchitecture.Source]) throws(Cycle) -> [Int] {
        let finished = try finishingOrder(calls, outputs)
        var depths: [Int: Int] = [:]
        var insertion: [Int] = []
        var layerDepths: [Int: Int] = [:]
        func deepen(_ call: Int, to depth: Int) {
            if depths[call] == nil { insertion.append(call) }
            depths[call] = max(depth, depths[call] ?? 0)
        }
        for call in finished.reversed() {
            deepen(call, to: layerDepths[calls[call].layer] ?? 0)
            let depth = depths[call] ?? 0
            layerDepths[calls[call].layer] = depth
            for parent in parents(of: call, in: calls) { deepen(parent, to: depth + 1) }
        }
        var byDepth: [Int: [Int]] = [:]
        for call in insertion { byDepth[depths[call] ?? 0, default: []].append(call) }
        return byDepth.keys.sorted(by: >).flatMap { byDepth[$0] ?? [] }
    }

    private static func parents(of call: Int, in calls: Calls) -> [Int] {
        calls[call].inputs.compactMap { if case .call(let parent, _) = $0 { parent } else { nil } }
    }

    /// Calls in the order in which a search from the outputs, depth first, is done with them.
    private static func finishingOrder(
        _ calls: Calls, _ outputs: [KerasArchitecture.Source]
    ) throws(Cycle) -> [Int] {
        enum State { case unseen, underWay, finished }
        var states = [State](repeating: .unseen, count: calls.count)
        var order: [Int] = []
        for case .call(let output, _) in outputs where states[output] == .unseen {
            var stack: [(call: Int, parents: [Int], next: Int)] = [(output, parents(of: output, in: calls), 0)]
            states[output] = .underWay
            while let top = stack.last {
                guard top.next < top.parents.count else {
                    stack.removeLast()
                    states[top.call] = .finished
                    order.append(top.call)
                    continue
                }
                stack[stack.count - 1].next += 1
                let parent = top.parents[top.next]
                switch states[parent] {
                case .unseen:
                    states[parent] = .underWay
                    stack.append((parent, parents(of: parent, in: calls), 0))
                case .underWay: throw Cycle(calls: stack.map(\.call).drop { $0 != parent } + [parent])
                case .finished: break
                }
            }
        }
        return order
    }
}
