internal import FerryCore

/// Brings nodes of older operator sets to the form that the newest one gives them, so that all that reads nodes knows one form.
///
/// Over time attributes became inputs, Upsample became Resize, and defaults changed. What each operator set changed:
/// https://github.com/onnx/onnx/blob/main/docs/Changelog.md
struct OpsetNormalisation {
    /// The operator set of the nodes given.
    private let opset: Int
    /// Constants that were attributes.
    private(set) var tensors: [ONNXTensor] = []
    private var taken: Set<String>

    /// - Parameter taken: names of values, which no new constant may bear.
    init(from opset: Int, avoiding taken: Set<String>) {
        self.opset = opset
        self.taken = taken
    }

    /// The operator set whose form the nodes come to have.
    static let newest = OperatorSet.readable.upperBound

    /// The node in the newest form.
    ///
    /// - Throws: `malformed` where an attribute is not of the type that its operator set demands, `unsupported` where the newest
    ///   operator cannot say what the older one does.
    mutating func normalised(_ given: ONNXNode) throws(FerryError) -> ONNXNode {
        var node = given
        guard node.domain.isEmpty else { return node }
        switch node.opType {
        case "Clip" where opset < 11:
            try moveNumber("min", to: 1, of: &node)
            try moveNumber("max", to: 2, of: &node)
        case "Pad" where opset < 11:
            try moveIntegers("pads", to: 1, of: &node)
            try moveNumber("value", to: 2, of: &node)
        case "Slice" where opset < 10:
            for (place, name) in ["starts", "ends", "axes"].enumerated() { try moveIntegers(name, to: place + 1, of: &node) }
        case "Dropout" where opset < 12: try moveNumber("ratio", to: 1, of: &node)
        case "TopK" where opset < 10: try moveIntegers("k", to: 1, of: &node)
        case "Upsample": try resize(&node)
        case "Resize" where opset < 13: try resize(&node)
        case "Squeeze" where opset < 13, "Unsqueeze" where opset < 13, "ReduceSum" where opset < 13:
            try moveIntegers("axes", to: 1, of: &node)
        case let reduction where reduction.hasPrefix("Reduce") && reduction != "ReduceSum" && opset < 18:
            try moveIntegers("axes", to: 1, of: &node)
        case "Split" where opset < 18:
            if opset < 13 { try moveIntegers("split", to: 1, of: &node) }
            if node.input(1) == nil { node.attributes.append(ONNXAttribute("num_outputs", node.outputs.count)) }
        case "BatchNormalization" where opset < 9:
            guard try node.integer("spatial", default: 1) == 1 else {
                throw .unsupported(node, "spatial 0", expected: "statistics of whole channels", field: "spatial")
            }
            remove("spatial", of: &node)
        case "GroupNormalization" where opset < 21:
            throw .unsupported(node, "one scale for each group", expected: "operator set 21 or later")
        default: break
        }
        return node
    }

    /// Whether the node flattens its input from its axis on, as operators along an axis did before operator set 13.
    func flattens(_ node: ONNXNode) -> Bool {
        opset < 13 && ["Softmax", "LogSoftmax", "Hardmax"].contains(node.opType) && node.domain.isEmpty
    }

    /// A node that flattens, as one that does not.
    ///
    /// - Parameter shape: the input's, nothing for sizes that are not known.
    /// - Throws: `unsupported` where that is another function.
    func normalisedAlongAxis(_ given: ONNXNode, shape: [Int?]) throws(FerryError) -> ONNXNode {
        let axis = try given.axis(default: 1, rank: shape.count)
        guard shape[(axis + 1)...].allSatisfy({ $0 == 1 }) else {
            throw .unsupported(given, "an axis before the last in operator set \(opset)", field: "axis")
        }
        var node = given
        remove("axis", of: &node)
        node.attributes.append(ONNXAttribute("axis", axis))
        return node
    }

    /// Upsample, and Resize before it told what coordinates mean. An empty list stood for an absent one.
    private mutating func resize(_ node: inout ONNXNode) throws(FerryError) {
        if node.opType == "Upsample" || opset < 11 {
            node.opType = "Resize"
            if opset < 9 {
                try moveNumbers("scales", to: 2, of: &node)
            } else if let scales = node.input(1) {
                node.inputs = [node.inputs[0], "", scales]
            }
            node.attributes.append(ONNXAttribute("coordinate_transformation_mode", "asymmetric"))
            node.attributes.append(ONNXAttribute("nearest_mode", "floor"))
        } else if node.input(3) != nil {
            node.inputs[2] = ""
        }
        let usesRegion = node["coordinate_transformation_mode"] == .text("tf_crop_and_resize")
        if node.inputs.count > 1 && !usesRegion { node.inputs[1] = "" }
    }

    private mutating func moveIntegers(_ name: String, to place: Int, of node: inout ONNXNode) throws(FerryError) {
        let integers: [Int]
        switch node[name] {
        case nil: return
        case .integers(let list): integers = list
        case .integer(let integer): integers = [integer]
        default: throw .attribute(name, of: node, expected: "integers")
        }
        put(IntegerSource(integers, shape: [integers.count]), name, place, &node)
    }

    private mutating func moveNumber(_ name: String, to place: Int, of node: inout ONNXNode) throws(FerryError) {
        guard node[name] != nil else { return }
        let number = Float(try node.number(name, default: 0))
        put(MemorySource(Tensor(shape: [], elements: [number])), name, place, &node)
    }

    private mutating func moveNumbers(_ name: String, to place: Int, of node: inout ONNXNode) throws(FerryError) {
        guard case .numbers(let numbers)? = node[name] else { throw .attribute(name, of: node, expected: "numbers") }
        put(MemorySource(Tensor(shape: [numbers.count], elements: numbers.map(Float.init))), name, place, &node)
    }

    private mutating func put(_ source: any TensorSource, _ attribute: String, _ place: Int, _ node: inout ONNXNode) {
        var name = "\(node.label)/\(attribute)"
        while !taken.insert(name).inserted { name += "#" }
        tensors.append(ONNXTensor(name: name, source: source))
        node.inputs += [String](repeating: "", count: max(0, place + 1 - node.inputs.count))
        node.inputs[place] = name
        remove(attribute, of: &node)
    }

    private func remove(_ attribute: String, of node: inout ONNXNode) { node.attributes.removeAll { $0.name == attribute } }
}
