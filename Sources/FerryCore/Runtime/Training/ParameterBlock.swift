/// A model's parameters in memory while it trains, with their gradients and the optimizer's slots.
///
/// Those that training changes lie one behind the other at the start, so that an optimizer passes over all of them at once; the
/// others, such as moving averages, follow. Gaps between parameters hold zeros, which every optimizer leaves as they are.
@safe package final class ParameterBlock {
    package struct Entry: Hashable, Sendable {
        package let id: ValueID
        package let name: String
        package let shape: [Int]
        /// Where its elements are.
        package let range: Range<Int>
    }

    /// The parameters that training changes, in the graph's order.
    package let trainable: [Entry]
    /// The others.
    package let fixed: [Entry]
    /// How many elements, gaps among them, lie at the start and are trained.
    package let trainableCount: Int
    /// How many gradients there are of each parameter.
    package let shardCount: Int
    package let slotCount: Int
    /// How many shards the last batch had: gradients beyond are old.
    package internal(set) var usedShardCount = 0

    let values: FloatBuffer
    /// `trainableCount` elements for each shard.
    let gradients: FloatBuffer
    /// `trainableCount` elements for each slot.
    let slots: FloatBuffer

    /// Loads the parameters; slots are zero.
    ///
    /// - Parameters:
    ///   - shardCount: the most shards of a batch.
    ///   - slotCount: how many numbers an optimizer keeps beside each parameter.
    /// - Throws: what reading the parameters throws.
    package init(_ model: Model, shardCount: Int, slotCount: Int) throws(FerryError) {
        // What no operator reads is left out: it may be of any type, such as a count.
        let read = Set(model.graph.nodes.flatMap(\.inputs).compactMap(\.self))
        let ids = model.graph.identifiers.filter { model.parameters[$0] != nil && read.contains($0) }
        let states = Self.states(of: model.graph)
        var end = 0
        func entry(_ id: ValueID) -> Entry {
            let shape = model.parameters[id]?.shape ?? []
            defer { end += FloatBuffer.aligned(shape.elementCount) }
            return Entry(id: id, name: model.graph[id].name, shape: shape, range: end..<end + shape.elementCount)
        }
        trainable = ids.filter { !model.frozen.contains($0) && !states.contains($0) }.map(entry)
        trainableCount = end
        fixed = ids.filter { model.frozen.contains($0) || states.contains($0) }.map(entry)
        (self.shardCount, self.slotCount) = (shardCount, slotCount)
        values = FloatBuffer(count: end)
        gradients = FloatBuffer(count: trainableCount * shardCount)
        slots = FloatBuffer(count: trainableCount * slotCount)
        values.clear()
        gradients.clear()
        slots.clear()
        for entry in trainable + fixed {
            guard let elements = try model.parameters[entry.id]?.loadFloat().elements else { continue }
            values.withElements(entry.range) { span in
                for index in elements.indices { span[index] = elements[index] }
            }
        }
    }

    /// The parameters that some node updates by its own rule: moving averages.
    private static func states(of graph: Graph) -> Set<ValueID> {
        var states: Set<ValueID> = []
        for node in graph.nodes {
            for (index, id) in node.inputs.enumerated() where node.operation.role(ofInput: index).kind == .state {
                if let id { states.insert(id) }
            }
        }
        return states
    }
}

extension ParameterBlock {
    /// All values, of trained and fixed parameters, as one array: to keep and to bring back.
    package var snapshot: [Float] { elements(of: values) }

    /// All slots as one array, `trainableCount` elements for each.
    package var slotSnapshot: [Float] { elements(of: slots) }

    package var snapshotCount: Int { values.count }
    package var slotSnapshotCount: Int { slots.count }

    /// - Precondition: `snapshot` is one of a block of the same model.
    package func restore(_ snapshot: [Float]) { fill(values, from: snapshot) }

    package func restoreSlots(_ snapshot: [Float]) { fill(slots, from: snapshot) }

    /// Calls `body` with the elements of a parameter.
    package func withValue(_ entry: Entry, _ body: (inout MutableSpan<Float>) -> Void) {
        values.withElements(entry.range, body)
    }

    /// Calls `body` with what a slot holds for a trained parameter.
    package func withSlot(_ slot: Int, of entry: Entry, _ body: (inout MutableSpan<Float>) -> Void) {
        precondition(slot < slotCount && entry.range.upperBound <= trainableCount)
        let start = slot * trainableCount + entry.range.lowerBound
        slots.withElements(start..<start + entry.range.count, body)
    }

    /// The gradient of a trained parameter: its shards' gradients, added up in their order.
    package func gradient(of entry: Entry) -> Tensor<Float> {
        var sum = [Float](repeating: 0, count: entry.range.count)
        for shard in 0..<usedShardCount {
            let start = shard * trainableCount + entry.range.lowerBound
            gradients.withElements(start..<start + entry.range.count) { span in
                for index in span.indices { sum[index] += span[index] }
            }
        }
        return Tensor(shape: entry.shape, elements: sum)
    }

    /// The model with the parameters as they are now, copied.
    package func model(from model: Model) -> Model {
        var model = model
        for entry in trainable + fixed {
            var elements: [Float] = []
            values.withElements(entry.range) { span in elements = span.indices.map { span[$0] } }
            model.parameters[entry.id] = MemorySource(Tensor(shape: entry.shape, elements: elements))
        }
        return model
    }

    private func elements(of buffer: borrowing FloatBuffer) -> [Float] {
        var elements: [Float] = []
        buffer.withElements(0..<buffer.count) { span in elements = span.indices.map { span[$0] } }
        return elements
    }

    private func fill(_ buffer: borrowing FloatBuffer, from elements: [Float]) {
        precondition(elements.count == buffer.count, "a snapshot of another model")
        buffer.withElements(0..<buffer.count) { span in
            for index in span.indices { span[index] = elements[index] }
        }
    }
}
