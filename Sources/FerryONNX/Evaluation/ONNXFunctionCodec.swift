internal import FerryCore

/// Writes a node that was read as it is.
struct ONNXFunctionCodec: ONNXOperatorCodec {
    typealias Op = ONNXFunction

    func encode(_ operation: ONNXFunction, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let needed = try operation.neededOpset()
        guard encoder.opset >= needed else {
            throw FerryError(
                .unsupported, "\(operation.opType) as the model has it is not in this version of ONNX's operators",
                expected: "\(needed) or later", found: "\(encoder.opset)", remedy: "write with --opset \(needed)")
        }
        let name = encoder.define(node.output, layout: .asIs)
        let element = encoder.type(of: node.output).element
        if !element.isFloatingPoint { encoder.note(element, of: node) }
        let call = ONNXFunctionCall(operation, node.inputs)
        if encoder.name(output: operation.output, of: call, name) { return }
        let stem = encoder.graph[node.output].name
        var (inputs, next) = ([String](), 0)
        for (index, input) in operation.inputs.enumerated() {
            switch input {
            case .absent: inputs.append("")
            case .constant(let array):
                let constant = encoder.unused("\(stem)#\(index)")
                encoder.append(ONNXTensor(name: constant, source: array.inFile.source))
                inputs.append(constant)
            case .value:
                let id = encoder.input(next, of: node)
                inputs.append(try encoder.name(of: id, as: .asIs))
                next += 1
            }
        }
        for attribute in operation.attributes {
            if case .number(let number) = attribute.value { encoder.note([number], for: "\(node.name)/\(attribute.name)") }
        }
        let outputs = (0..<operation.outputCount).map { $0 == operation.output ? name : encoder.unused("\(stem)#out\($0)") }
        encoder.append(
            ONNXNode(
                name: node.name, opType: operation.opType, inputs: inputs, outputs: outputs, attributes: operation.attributes),
            for: call)
    }
}

/// What functions have in common that are outputs of one node.
struct ONNXFunctionCall: Hashable {
    private let opType: String
    private let attributes: [ONNXAttribute]
    private let inputs: [ONNXFunction.Input]
    private let values: [ValueID?]
    private let outputCount: Int

    init(_ function: ONNXFunction, _ values: [ValueID?]) {
        (opType, attributes, inputs) = (function.opType, function.attributes, function.inputs)
        (self.values, outputCount) = (values, function.outputCount)
    }
}

extension ONNXArray {
    /// The array as files hold it: numbers in float32.
    fileprivate var inFile: ONNXArray {
        if case .numbers(let numbers) = values { ONNXArray(.float32, shape: shape, numbers: numbers).rounded() } else { self }
    }
}

extension ONNXFunction {
    /// The first version of ONNX's operators that has what this asks for, in the same form and with the same meaning.
    func neededOpset() throws(FerryError) -> Int {
        let has = { (attribute: String) in node[attribute] != nil }
        switch opType {
        case "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp",
            "ReduceSumSquare":
            return inputs.count > 1 || has("noop_with_empty_axes") ? 18 : 13
        case "Pad":
            return try node.text("mode", default: "constant") == "wrap" ? 19 : inputs.count > 3 ? 18 : 13
        // Windows that begin in the margin count since 22 as the definition has it.
        case "MaxPool", "AveragePool":
            let isNew = try node.integer("ceil_mode", default: 0) != 0 || has("auto_pad")
            return isNew ? 22 : opType == "AveragePool" && has("dilations") ? 19 : 13
        case "Resize":
            if try node.text("coordinate_transformation_mode", default: "half_pixel") == "half_pixel_symmetric" { return 19 }
            return has("antialias") || has("axes") || has("keep_aspect_ratio_policy") ? 18 : 13
        case "Split": return has("num_outputs") ? 18 : 13
        case "Cast", "CastLike": return has("round_mode") ? 28 : has("saturate") ? 19 : opType == "Cast" ? 13 : 15
        case "Shape": return has("start") || has("end") ? 15 : 13
        case "Reshape": return has("allowzero") ? 14 : 13
        case "BatchNormalization": return try node.integer("training_mode", default: 0) != 0 ? 15 : 14
        default: return Self.since[opType] ?? 13
        }
    }

    /// Operators that are younger than operator set 13.
    private static let since = ["HardSwish": 14, "LayerNormalization": 17, "Mish": 18, "Gelu": 20, "Swish": 24]
}
