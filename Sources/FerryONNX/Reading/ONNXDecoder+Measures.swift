internal import FerryCore

extension ONNXDecoder {
    /// Reads a node that computes sizes, or from sizes, and no activation.
    ///
    /// - Returns: false where one of its inputs is an activation whose elements it needs.
    mutating func readMeasure(_ node: ONNXNode) throws(FerryError) -> Bool {
        guard ONNXEvaluator.knows(node), let first = node.inputs.first else { return false }
        let isMeasured = node.inputs.allSatisfy { $0.isEmpty || constants.contains($0) || measures.contains($0) }
        let asksForSizes = ["Shape", "Size"].contains(node.opType)
        guard isMeasured || asksForSizes else { return false }
        let type = isMeasured ? nil : try heldType(first)
        var variants: [[ONNXArray]] = []
        for batch in BatchMeasures.batches.indices {
            var inputs: [ONNXArray?] = []
            if let type {
                guard let sizes = BatchMeasures.sizes(type, batch) else { return false }
                inputs = [ONNXArray(type.element, shape: sizes)]
            } else {
                for name in node.inputs { inputs.append(try array(name, batch)) }
            }
            guard let outputs = try folding.evaluate(node, inputs) else { return false }
            variants.append(outputs)
        }
        for (place, name) in node.outputs.enumerated() where !name.isEmpty && place < variants[0].count {
            if variants[0][place] == variants[1][place] {
                _ = constants.add(name, variants[0][place].source)
            } else {
                measures.add(name, variants.map { $0[place] })
            }
        }
        return true
    }

    private mutating func array(_ name: String, _ batch: Int) throws(FerryError) -> ONNXArray? {
        if let array = measures.array(name, batch) { return array }
        return try constants.tensors[name].map { source throws(FerryError) in try folding.array(source) }
    }

    /// The shape of an ONNX value, axis by axis as the file has it.
    func shape(of name: String) throws(FerryError) -> [Dimension] {
        if let source = constants.tensors[name] { return source.shape.map(Dimension.fixed) }
        return try heldType(name).shape
    }

    private func heldType(_ name: String) throws(FerryError) -> TensorType {
        guard let known = values[name] else { throw .onnx("a value is used that no earlier node computes", found: "'\(name)'") }
        guard let (id, layout) = known else { throw Self.unreadable }
        var type = type(of: id)
        if layout == .channelsFirst { type.shape = type.shape.indices.map { type.shape[layout.valueAxis($0)] } }
        return type
    }

    /// The sizes that a list of integers tells, which may depend on the batch's size: nothing in place of one that is neither
    /// constant nor the batch's.
    func sizes(_ name: String) -> [Dimension?]? {
        if let integers = integers(name) { return integers.map(Dimension.fixed) }
        return measures.sizes(name)
    }

    /// Takes an ONNX value for one of the graph's: the node changes how that is held, or nothing at all.
    mutating func alias(_ node: ONNXNode, _ id: ValueID, _ layout: ONNXLayout) throws(FerryError) {
        guard let output = node.outputs.first, !output.isEmpty, node.outputs.dropFirst().allSatisfy(\.isEmpty) else {
            throw .unsupported(node, "more than one output")
        }
        values[output] = .some((id, layout))
    }

    /// The name of a constant that an operator makes of another.
    ///
    /// - Returns: nothing where the constant is too large to compute with, or holds no numbers.
    mutating func folded(_ opType: String, _ name: String) throws(FerryError) -> String? {
        let result = "\(name)#\(opType)"
        if constants.contains(result) { return result }
        let node = ONNXNode(name: result, opType: opType, inputs: [name], outputs: [result])
        guard let source = try folding.outputs(of: node, in: constants)?.first, constants.add(result, source) else { return nil }
        return result
    }
}
