internal import FerryCore

/// Computes, while a file is read, what nodes make of constants.
struct ConstantFolding {
    /// Elements that all nodes together may read and write: some 64 MiB of float64 at once at the very most, and a moment.
    private static let workLimit = 1 << 22
    /// Elements of one tensor.
    private static let countLimit = 1 << 20

    private let constants: [ONNXTensor]
    private var work = 0

    /// - Parameter constants: the tensors that attributes name by their place.
    init(constants: [ONNXTensor]) { self.constants = constants }

    /// What a node whose inputs are all constant computes.
    ///
    /// A tensor that is only moved, however large, stays where it is.
    ///
    /// - Returns: nothing where the node is not one that Ferry computes.
    /// - Throws: `limit` where that is more than constants are, `malformed` where the node breaks ONNX's rules.
    mutating func outputs(of node: ONNXNode, in table: ConstantTable) throws(FerryError) -> [any TensorSource]? {
        guard ONNXEvaluator.knows(node), !node.inputs.isEmpty, node.inputs.allSatisfy({ $0.isEmpty || table.contains($0) })
        else { return nil }
        if let moved = try moved(node, in: table) { return [moved] }
        var inputs: [ONNXArray?] = []
        for name in node.inputs { inputs.append(try table.tensors[name].map { x throws(FerryError) in try array(x) }) }
        return try evaluate(node, inputs)?.map(\.source)
    }

    /// What a node makes of arrays; nothing where Ferry has no definition for it or some values stay unknown.
    mutating func evaluate(_ node: ONNXNode, _ inputs: [ONNXArray?]) throws(FerryError) -> [ONNXArray]? {
        // A product's work is that of its inputs together, at most.
        if let left = inputs.first ?? nil, Self.products.contains(node.opType), inputs.count > 1, let right = inputs[1] {
            try spend(left.count.multipliedReportingOverflow(by: right.count).partialValue)
        }
        let outputs: [ONNXArray]
        do {
            outputs = try ONNXEvaluator.evaluate(
                node, inputs, opset: OpsetNormalisation.newest, constants: constants, limit: Self.countLimit)
        } catch {
            guard error.code == .unsupported else { throw error }
            return nil
        }
        for array in outputs where array.isKnown { try spend(array.count) }
        return outputs.allSatisfy(\.isKnown) ? outputs : nil
    }

    private static let products: Set<String> = ["MatMul", "Gemm", "Conv", "ConvTranspose"]

    /// The values of a constant, which count as work each time.
    mutating func array(_ source: any TensorSource) throws(FerryError) -> ONNXArray {
        try spend(min(source.elementCount, Self.workLimit))
        return try ONNXArray(source, limit: Self.countLimit)
    }

    private mutating func spend(_ count: Int) throws(FerryError) {
        work += max(1, count)
        guard work <= Self.workLimit else {
            throw .limit(
                "what is computed from constants is too much", limit: "\(Self.workLimit) elements", found: "more")
        }
    }

    /// A large constant under another shape or with its axes permuted, as a view; nothing where the node does more, or the tensor
    /// is small enough to compute with.
    private func moved(_ node: ONNXNode, in table: ConstantTable) throws(FerryError) -> (any TensorSource)? {
        guard let source = node.input(0).flatMap({ table.tensors[$0] }) else { return nil }
        if node.opType == "Identity" { return source }
        guard source.elementCount > Self.viewThreshold else { return nil }
        if node.opType == "Transpose" {
            let permutation = try node.integers("perm", count: source.shape.count) ?? Array(source.shape.indices.reversed())
            guard permutation.sorted() == Array(source.shape.indices) else {
                throw .attribute("perm", of: node, expected: "a permutation of \(source.shape.count) axes")
            }
            return PermutedSource.permuting(source, by: permutation)
        }
        guard ["Reshape", "Flatten", "Squeeze", "Unsqueeze"].contains(node.opType) else { return nil }
        var inputs: [ONNXArray?] = [ONNXArray(source.element, shape: source.shape)]
        for name in node.inputs.dropFirst() {
            inputs.append(try table.tensors[name].map { x throws(FerryError) in try ONNXArray(x, limit: ONNXCall.rankLimit) })
        }
        let shape = try ONNXEvaluator.evaluate(
            node, inputs, opset: OpsetNormalisation.newest, limit: max(source.elementCount, Self.countLimit))[0].shape
        return PermutedSource.permuting(source, by: Array(source.shape.indices), shape: shape)
    }

    private static let viewThreshold = 1 << 12
}
