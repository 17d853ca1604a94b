internal import FerryCore

/// Writes one formula: its nodes in the order in which they are computed, and its constants.
struct ONNXEmission {
    let node: Node
    /// What names of values between the nodes begin with.
    let stem: String
    var output = ""
    var operands: [String] = []
    var parameters: [String] = []
    private var written: [ONNXFormula.Application: [String]] = [:]
    private var constants: [ONNXFormula: String] = [:]

    init(node: Node, stem: String) {
        self.node = node
        self.stem = stem
    }

    /// The name of the formula's value.
    mutating func emit(_ formula: ONNXFormula, isRoot: Bool = false, to encoder: inout ONNXEncoder) -> String {
        switch formula {
        case .operand(let place):
            if isRoot {
                // A merge of one input: the value needs its own name all the same.
                encoder.append(ONNXNode(name: node.name, opType: "Identity", inputs: [operands[place]], outputs: [output]))
            }
            return operands[place]
        case .parameter(let place): return parameters[place]
        case .number(let number, let capture): return constant(formula, capture ?? "\(number)", numbers: [number], [], &encoder)
        case .numbers(let numbers, let shape, let capture): return constant(formula, capture, numbers: numbers, shape, &encoder)
        case .integers(let integers, let shape, let capture):
            return constant(formula, capture ?? "integers", integers: integers, shape, &encoder)
        case .output(let place, let application):
            if let names = written[application] { return names[place] }
            return emit(application, isRoot: isRoot, to: &encoder)[place]
        }
    }

    private mutating func emit(
        _ application: ONNXFormula.Application, isRoot: Bool, to encoder: inout ONNXEncoder
    ) -> [String] {
        let inputs = application.inputs.map { $0.map { emit($0, to: &encoder) } ?? "" }
        let stage = application.opType.lowercased()
        let names =
            isRoot
            ? [output] : (0..<application.outputCount).map { _ in encoder.unused("\(stem)#\(stage)") }
        let name = isRoot ? node.name : node.name + names[0].dropFirst(stem.count)
        for attribute in application.attributes {
            if case .number(let number) = attribute.value { encoder.note([number], for: "\(name)/\(attribute.name)") }
        }
        encoder.append(
            ONNXNode(
                name: name, opType: application.opType, inputs: inputs, outputs: names, attributes: application.attributes))
        written[application] = names
        return names
    }

    private mutating func constant(
        _ formula: ONNXFormula, _ label: String, numbers: [Double], _ shape: [Int], _ encoder: inout ONNXEncoder
    ) -> String {
        if let name = constants[formula] { return name }
        let name = encoder.unused("\(stem)#\(label)")
        encoder.append(
            ONNXTensor(name: name, source: MemorySource(Tensor(shape: shape, elements: numbers.map(Float.init)))))
        encoder.note(numbers, for: name)
        constants[formula] = name
        return name
    }

    private mutating func constant(
        _ formula: ONNXFormula, _ label: String, integers: [Int], _ shape: [Int], _ encoder: inout ONNXEncoder
    ) -> String {
        if let name = constants[formula] { return name }
        let name = encoder.unused("\(stem)#\(label)")
        encoder.append(ONNXTensor(name: name, source: IntegerSource(integers, shape: shape)))
        constants[formula] = name
        return name
    }
}
