internal import FerryCore

extension ONNXFormula {
    /// The nodes that this formula stands for, with the node that computes `root` at their end; nothing where they are others.
    func match(_ root: ONNXNode, in finder: ONNXNodeFinder) -> ONNXMatch? {
        guard let output = root.outputs.first else { return nil }
        var match = ONNXMatch(root: root)
        return matches(output, in: finder, &match) && finder.isClosed(match) ? match : nil
    }

    fileprivate func matches(_ value: String, in finder: ONNXNodeFinder, _ match: inout ONNXMatch) -> Bool {
        switch self {
        case .operand(let place):
            guard !finder.tensors.contains(value) else { return false }
            if let bound = match.operands[place] { return bound == value }
            match.operands[place] = value
            return true
        case .parameter(let place):
            guard finder.tensors.contains(value) else { return false }
            if let bound = match.parameters[place] { return bound == value }
            match.parameters[place] = value
            return true
        case .number(let number, let capture):
            guard let found = finder.tensors.numbers(value), found.values.count == 1 else { return false }
            match.largestRank = max(match.largestRank, found.shape.count)
            guard let capture else { return Float(found.values[0]) == Float(number) }
            return match.bind(capture, to: .numbers(found.values, shape: found.shape))
        case .numbers(_, _, let capture):
            guard let found = finder.tensors.numbers(value) else { return false }
            return match.bind(capture, to: .numbers(found.values, shape: found.shape))
        case .integers(let integers, _, let capture):
            guard let found = finder.tensors.integers(value) else { return false }
            guard let capture else { return found == integers }
            return match.bind(capture, to: .integers(found))
        case .output(let place, let application):
            guard let (index, output) = finder.producerIndex(of: value), output == place else { return false }
            return application.matches(index, in: finder, &match)
        }
    }
}

extension ONNXFormula {
    /// Whether only a tensor that no node computes matches.
    fileprivate var isConstant: Bool {
        switch self {
        case .parameter, .number, .numbers, .integers: true
        case .operand, .output: false
        }
    }
}

extension ONNXFormula.Application {
    fileprivate func matches(_ index: Int, in finder: ONNXNodeFinder, _ match: inout ONNXMatch) -> Bool {
        let node = finder.nodes[index]
        guard node.opType == opType, node.domain.isEmpty, node.inputs.count == inputs.count, hasOnlyDefaults(besides: node) else {
            return false
        }
        // Told at once, before either order of the inputs is followed.
        guard node.inputs.count(where: finder.tensors.contains) == inputs.count(where: { $0?.isConstant ?? false }) else {
            return false
        }
        match.nodes.insert(index)
        for attribute in attributes {
            guard let value = node[attribute.name] ?? AttributeDefaults.value(attribute.name, of: opType) else { return false }
            if captures.contains(attribute.name) {
                guard match.bind(attribute.name, toAttribute: value) else { return false }
            } else if !value.equalsInFile(attribute.value) {
                return false
            }
        }
        let given = match
        if matches(node.inputs, in: finder, &match) { return true }
        guard finder.mayExchange, Self.commutative.contains(opType), node.inputs.count == 2 else { return false }
        match = given
        return matches(node.inputs.reversed(), in: finder, &match)
    }

    private static let commutative: Set<String> = ["Add", "Mul", "Max", "Min"]

    /// Whether all that the node sets and the formula does not mention is as it would be anyway.
    private func hasOnlyDefaults(besides node: ONNXNode) -> Bool {
        node.attributes.allSatisfy { attribute in
            attributes.contains { $0.name == attribute.name }
                || AttributeDefaults.value(attribute.name, of: opType).map(attribute.value.equalsInFile) ?? false
        }
    }

    private func matches(_ names: [String], in finder: ONNXNodeFinder, _ match: inout ONNXMatch) -> Bool {
        for (formula, input) in zip(inputs, names) {
            guard let formula else {
                guard input.isEmpty else { return false }
                continue
            }
            guard !input.isEmpty, formula.matches(input, in: finder, &match) else { return false }
        }
        return true
    }
}

extension ONNXMatch {
    fileprivate mutating func bind(_ capture: String, toAttribute value: ONNXAttribute.Value) -> Bool {
        switch value {
        case .number(let number): bind(capture, to: .numbers([number], shape: []))
        case .numbers(let numbers): bind(capture, to: .numbers(numbers, shape: [numbers.count]))
        case .integer(let integer): bind(capture, to: .integers([integer]))
        case .integers(let integers): bind(capture, to: .integers(integers))
        case .text(let text): bind(capture, to: .text(text))
        case .texts, .tensor, .other: false
        }
    }
}

extension ONNXAttribute.Value {
    /// Equal as float32, which is all that a file holds.
    fileprivate func equalsInFile(_ other: Self) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): Float(left) == Float(right)
        case (.numbers(let left), .numbers(let right)): left.map(Float.init) == right.map(Float.init)
        default: self == other
        }
    }
}
