internal import FerryCore

extension ONNXDecoder {
    /// Integers and small numbers that become part of an operator.
    private static let boundCountLimit = 1 << 16

    /// Floating-point inputs on whose values the output's shape depends, or whether there is a result.
    private static let boundNumbers: [String: Set<Int>] = ["Resize": [1, 2], "Dropout": [1], "Range": [0, 1, 2]]

    /// Forgets what a codec added before it refused a node.
    mutating func takeBack(toValues valueCount: Int, nodes nodeCount: Int) {
        while let last = journal.last, last.id.index >= valueCount {
            journal.removeLast()
            if let key = last.conversion { conversions[key] = nil }
            if let key = last.parameter { parameters[key] = nil }
        }
        for id in model.graph.identifiers[valueCount...] {
            model.parameters[id] = nil
            model.frozen.remove(id)
        }
        model.graph.truncate(toValues: valueCount, nodes: nodeCount)
    }

    /// Whether all values that the node reads are floating-point numbers, as operators of the core take them to be.
    mutating func readsNumbersOnly(_ node: ONNXNode) throws(FerryError) -> Bool {
        for name in node.inputs
        where !name.isEmpty && !constants.contains(name) && !measures.contains(name) {
            guard !integerValues.contains(try value(name).id) else { return false }
        }
        return true
    }

    /// Reads a node that no codec reads: each of its outputs becomes an ``ONNXFunction``.
    ///
    /// - Throws: `unsupported` where there is no definition of it, or what it asks for has to be known beforehand.
    mutating func addFunction(for node: ONNXNode) throws(FerryError) {
        guard ONNXEvaluator.knows(node), !node.attributes.contains(where: { $0.value.isOpaque }) else {
            throw FerryError(
                .unsupported, "the operator \(node.opType) is not one that Ferry reads",
                remedy: "ferry operators   (lists what is supported)")
        }
        var inputs: [ONNXFunction.Input] = []
        var values: [ValueID?] = []
        for (index, name) in node.inputs.enumerated() {
            if name.isEmpty {
                inputs.append(.absent)
            } else if let source = constants.tensors[name],
                !source.element.isFloatingPoint || Self.boundNumbers[node.opType]?.contains(index) == true
            {
                inputs.append(.constant(try ONNXArray(source, limit: Self.boundCountLimit).inDefinition))
            } else {
                let id = try value(name, as: .asIs)
                inputs.append(.value(integerValues.contains(id) ? type(of: id).element : .float32))
                values.append(id)
            }
        }
        for (index, output) in node.outputs.enumerated() where index == 0 || isUsed(output) {
            let function = ONNXFunction(
                opType: node.opType, attributes: node.attributes, opset: max(opset, 13), inputs: inputs, output: index,
                outputCount: node.outputs.count)
            var named = node
            if index > 0 { named.name = output }
            try add(function, inputs: values, for: named, output: output, layout: .asIs)
            let (id, _) = try value(output)
            if !type(of: id).element.isFloatingPoint { integerValues.insert(id) }
        }
    }

    /// A value that is a constant: an output of the graph that nothing computes.
    mutating func addConstant(_ name: String) throws(FerryError) -> ValueID {
        guard let source = constants.tensors[name] else { throw .onnx("there is no constant '\(name)'") }
        var input = ONNXFunction.Input.value(.float32)
        var values: [ValueID] = []
        if source.element.isFloatingPoint {
            values = [try model.addParameter(named: model.graph.unusedName(name + "#constant"), source)]
        } else {
            input = .constant(try ONNXArray(source, limit: Self.boundCountLimit))
        }
        let function = ONNXFunction(
            opType: "Identity", attributes: [], opset: max(opset, 13), inputs: [input], output: 0, outputCount: 1)
        let unused = model.graph.unusedName(name)
        return try model.graph.addNode(named: unused, function, inputs: values, output: unused)
    }
}

extension ONNXAttribute.Value {
    /// Whether it says nothing by itself.
    fileprivate var isOpaque: Bool {
        switch self {
        case .tensor, .other: true
        default: false
        }
    }
}

extension ONNXArray {
    /// The array as definitions are asked with it: numbers in float64.
    fileprivate var inDefinition: ONNXArray {
        if case .numbers(let numbers) = values { ONNXArray(.float64, shape: shape, numbers: numbers) } else { self }
    }
}
