internal import FerryCore

/// A node of another writer that gives elements another shape and leaves them in their order.
///
/// Most of them say how an image is held: `[batch, height, width, 1]` as `[batch, 1, height, width]`, one pixel as a vector.
/// Those add nothing to the graph, or an operator that does not touch the order.
struct Rearrangement {
    let node: ONNXNode
    let name: String
    /// The input's sizes and the output's, axis by axis as the file has them.
    private let before: [Dimension]
    private let after: [Dimension]

    /// - Parameter target: sizes; -1 for what is left, 0 for a copy where `copiesZeros`.
    /// - Throws: `unsupported` where the batch does not stay the first axis, `malformed` where the elements are not as many.
    init(
        _ node: ONNXNode, _ decoder: ONNXDecoder, copiesZeros: Bool = false,
        to target: ([Dimension]) throws(FerryError) -> [Dimension?]
    ) throws(FerryError) {
        guard let name = node.input(0) else { throw .onnx("\(node.opType) lacks its input") }
        (self.node, self.name) = (node, name)
        before = try decoder.shape(of: name)
        guard let batch = before.first, let sample = TensorType(Array(before.dropFirst())).sizes() else {
            throw .unsupported(node, "an input without a batch", expected: "[batch, …]")
        }
        var after = try target(before)
        for axis in after.indices where copiesZeros && after[axis] == .fixed(0) && axis < before.count {
            after[axis] = before[axis]
        }
        if let open = after.firstIndex(of: .fixed(-1)) {
            let others = after.enumerated().filter { $0.offset != open }.map(\.element)
            after[open] = Self.rest(of: sample, batch, among: others)
        }
        guard after.first == batch, let sizes = TensorType(after.dropFirst().compactMap { $0 }).sizes(),
            sizes.count + 1 == after.count
        else {
            throw .unsupported(node, "the batch moved into other axes", expected: "a shape that keeps the batch", field: "shape")
        }
        guard sizes.allSatisfy({ $0 >= 0 }), sizes.checkedElementCount == sample.checkedElementCount else {
            throw .onnx("\(node.opType) asks for another number of elements", expected: "\(sample) a sample", found: "\(sizes)")
        }
        self.after = after.compactMap { $0 }
    }

    /// What an axis holds of samples of the sizes `sample` where the other axes hold the rest; nothing where that is no whole
    /// number, or more than the batch.
    private static func rest(of sample: [Int], _ batch: Dimension, among others: [Dimension?]) -> Dimension? {
        guard let count = sample.checkedElementCount, let known = others.compactMap({ $0?.size }).checkedElementCount, known > 0
        else { return nil }
        if batch.size == nil && !others.contains(batch) { return known == count ? batch : nil }
        let total = count.multipliedReportingOverflow(by: batch.size ?? 1)
        return !total.overflow && total.partialValue % known == 0 ? .fixed(total.partialValue / known) : nil
    }

    /// Adds what the node does.
    func add(to decoder: inout ONNXDecoder) throws(FerryError) {
        let (id, layout) = try decoder.value(name)
        if before == after { return try decoder.alias(node, id, layout) }
        if Self.isPlain(decoder.type(of: id).shape, layout) { return try addPlain(id, &decoder) }
        if layout == .channelsFirst && after.count == 2 {
            let sizes = decoder.type(of: id).shape.dropFirst().map { $0.size ?? 0 }
            return try decoder.add(Flatten(), inputs: [id], for: node, layout: FlattenCodec.layout(ofFlattened: sizes))
        }
        try addPlain(try decoder.value(name, as: .asIs), &decoder)
    }

    /// Whether elements are in the order of the file: as they are, or of one channel or one pixel.
    private static func isPlain(_ shape: [Dimension], _ layout: ONNXLayout) -> Bool {
        switch layout {
        case .asIs: true
        case .channelsFirst: shape[3] == 1 || shape[1] == 1 && shape[2] == 1
        case .flattenedChannelsFirst: false
        }
    }

    private func addPlain(_ id: ValueID, _ decoder: inout ONNXDecoder) throws(FerryError) {
        let shape = decoder.type(of: id).shape
        if shape == after { return try decoder.alias(node, id, .asIs) }
        let channelLast =
            after.count == 4 && Self.isPlain(ONNXLayout.toChannelsLast.map { after[$0] }, .channelsFirst)
            ? ONNXLayout.toChannelsLast.map { after[$0] } : nil
        if let channelLast, shape == channelLast { return try decoder.alias(node, id, .channelsFirst) }
        // One pixel's channels are told from channels of one pixel by what stands first.
        if let channelLast, after[1] != 1 || after[2] != 1 {
            let sizes = channelLast.dropFirst().map { $0.size ?? 0 }
            return try decoder.add(Reshape(shape: sizes), inputs: [id], for: node, layout: .channelsFirst)
        }
        let operation: any Operator =
            after.count == 2 && shape.count > 2
            ? Flatten() : Reshape(shape: after.dropFirst().map { $0.size ?? 0 })
        try decoder.add(operation, inputs: [id], for: node, layout: .asIs)
    }
}

extension ONNXDecoder {
    /// The axes that a node lists as its second input, counted from the start of `rank` axes, in ascending order.
    ///
    /// - Throws: `unsupported` where they are computed, `malformed` where there are no such axes.
    func axes(of node: ONNXNode, rank: Int) throws(FerryError) -> [Int]? {
        guard let name = node.input(1) else { return nil }
        guard let axes = integers(name) else {
            throw .unsupported(node, "computed axes", expected: "constants", field: "axes")
        }
        let counted = axes.map { $0 < 0 ? $0 + rank : $0 }
        guard counted.allSatisfy({ (0..<rank).contains($0) }), Set(counted).count == counted.count else {
            throw .onnx("\(node.opType) names axes that are not there, or one twice", expected: "\(rank) axes", found: "\(axes)")
        }
        return counted.sorted()
    }
}
