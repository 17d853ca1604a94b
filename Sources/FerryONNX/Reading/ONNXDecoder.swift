public import FerryCore

/// Reads ONNX nodes into a graph, keeping track of which value of the graph each ONNX value is, and in which layout.
///
/// A Transpose between layouts adds nothing: its output is the same value in another layout. Where an operator wants a value in
/// a layout that it is not in, a Transpose is added to the graph, so that any file is read as it computes.
public struct ONNXDecoder {
    /// The version of ONNX's operators in the file.
    public let opset: Int
    private(set) var model: Model
    let notes: WriterNotes
    private(set) var constants: ConstantTable
    private var onnx: ONNXModel
    private let table: ONNXOperatorTable
    /// Nothing for outputs of nodes that could not be read, whose problems are told once.
    private var values: [String: (id: ValueID, layout: ONNXLayout)?] = [:]
    private var conversions: [Conversion: ValueID] = [:]
    private var parameters: [ParameterKey: ValueID] = [:]
    private var grouping = LayerGrouping()

    private struct Conversion: Hashable {
        let id: ValueID
        let from: ONNXLayout
        let to: ONNXLayout
    }

    private struct ParameterKey: Hashable {
        let name: String
        let view: [Int]
        let permutation: [Int]
        let shape: [Int]
    }

    /// More problems than anybody reads.
    private static let problemLimit = 100

    /// Thrown where a node's input could not be read: the cause is known already.
    private static let unreadable = FerryError(.internalDefect, "an input could not be read")

    init(_ onnx: ONNXModel, table: ONNXOperatorTable) throws(FerryError) {
        self.table = table
        opset = onnx.opset
        let text = onnx.isOwn ? onnx.metadata.first { $0.key == WriterNotes.key }?.value : nil
        notes = text.flatMap(WriterNotes.init) ?? WriterNotes()
        constants = ConstantTable(notes: notes)
        self.onnx = onnx
        self.onnx.nodes = onnx.nodes.map { [notes] in notes.applied(to: $0) }
        let producer = [onnx.producerName, onnx.producerVersion].compactMap { $0 }.filter { !$0.isEmpty }
        model = Model(
            name: onnx.graphName,
            origin: Origin(format: ONNX.formatID, producer: producer.isEmpty ? nil : producer.joined(separator: " ")))
        for tensor in onnx.initializers {
            guard !tensor.name.isEmpty, constants.add(tensor.name, tensor.source) else {
                throw .onnx("two initializers have one name, or one has none", found: "'\(tensor.name)'")
            }
        }
    }

    /// Reads the whole graph.
    ///
    /// - Throws: all problems in one error.
    mutating func run() throws(FerryError) -> Model {
        var problems: [FerryError] = []
        // Files before format version 4 list initializers among the inputs.
        for input in onnx.inputs where !constants.contains(input.name) && problems.count < Self.problemLimit {
            do { try add(input) } catch { problems.append(error.at(Location(layer: input.name))) }
        }
        readConstants(&problems)
        let finder = ONNXNodeFinder(onnx, tensors: constants)
        let matches = ONNXMatches(finder, patterns: table.codecs.flatMap { $0.patterns(opset: onnx.opset) })
        for (index, node) in onnx.nodes.enumerated() where node.opType != "Constant" && !matches.isInside(index) {
            guard problems.count < Self.problemLimit else { break }
            do {
                try read(node, as: matches[index])
            } catch {
                for output in node.outputs { values[output] = .some(nil) }
                if error.problem != Self.unreadable.problem {
                    problems.append(error.at(Location(path: "graph/node[\(index)]", layer: node.label)))
                }
            }
        }
        if problems.isEmpty {
            for output in onnx.outputs {
                do { try addOutput(output) } catch { problems.append(error.at(Location(layer: output.name))) }
            }
        }
        if let error = FerryError.all(problems) { throw error }
        model.layers = grouping.layers
        if onnx.isOwn { try addUnusedParameters() }
        return model
    }

    private mutating func add(_ input: ONNXValueInfo) throws(FerryError) {
        guard let element = input.element, let dimensions = input.dimensions else {
            throw .onnx("an input is no tensor of a type and shape that Ferry knows", expected: "a tensor with a shape")
        }
        let layout: ONNXLayout = input.denotations == ONNXValueInfo.channelsFirst ? .channelsFirst : .asIs
        var shape: [Dimension] = []
        for axis in dimensions.indices {
            switch dimensions[layout.axis(axis)] {
            case .size(let size) where (1...WindowAttributes.limit).contains(size): shape.append(.fixed(size))
            // Whatever the file calls the first axis, it is the batch.
            case .symbol where axis == 0, .unknown where axis == 0: shape.append(.batch)
            case .size(let size): throw .onnx("an input has an impossible size", found: "\(size) on axis \(axis)")
            default:
                throw FerryError(
                    .unsupported, "an input leaves a size other than the batch open", found: "axis \(axis)",
                    remedy: "give --input-shape \(input.name)=H,W,C")
            }
        }
        guard values[input.name] == nil else { throw .onnx("two inputs have one name", found: "'\(input.name)'") }
        values[input.name] = (try model.graph.addInput(named: input.name, type: TensorType(shape, element: element)), layout)
        try restore(after: input.name)
    }

    private mutating func addOutput(_ output: ONNXValueInfo) throws(FerryError) {
        let layout: ONNXLayout = output.denotations == ONNXValueInfo.channelsFirst ? .channelsFirst : .asIs
        let id = try value(output.name, as: layout)
        // Where the output is a layer that does nothing, its value bears its name again.
        let restored = notes.ownNames[output.name] == nil ? nil : model.graph.value(named: output.name)
        model.graph.addOutput(restored ?? id)
    }

    /// Weights that no operator needs and the framework wants back.
    private mutating func addUnusedParameters() throws(FerryError) {
        let used = Set(onnx.nodes.flatMap(\.inputs) + onnx.outputs.map(\.name))
        for tensor in onnx.initializers where !used.contains(tensor.name) {
            model.frozen.insert(try model.addParameter(named: model.graph.unusedName(tensor.name), tensor.source))
        }
    }

    private mutating func readConstants(_ problems: inout [FerryError]) {
        for (index, node) in onnx.nodes.enumerated()
        where node.opType == "Constant" && node.domain.isEmpty && problems.count < Self.problemLimit {
            guard let output = node.outputs.first, let source = constant(node), constants.add(output, source) else {
                problems.append(
                    FerryError(
                        .unsupported, "Constant holds a value that Ferry does not read",
                        at: Location(path: "graph/node[\(index)]", layer: node.label)))
                continue
            }
        }
    }

    private func constant(_ node: ONNXNode) -> (any TensorSource)? {
        guard let attribute = node.attributes.first, node.attributes.count == 1 else { return nil }
        switch (attribute.name, attribute.value) {
        case ("value", .tensor(let index)): return onnx.constants[index].source
        case ("value_float", .number(let number)): return MemorySource(Tensor(shape: [], elements: [Float(number)]))
        case ("value_floats", .numbers(let numbers)):
            return MemorySource(Tensor(shape: [numbers.count], elements: numbers.map(Float.init)))
        case ("value_int", .integer(let integer)): return IntegerSource([integer], shape: [])
        case ("value_ints", .integers(let integers)): return IntegerSource(integers, shape: [integers.count])
        default: return nil
        }
    }

    private mutating func read(
        _ node: ONNXNode, as candidates: [(pattern: ONNXPattern, match: ONNXMatch)]
    ) throws(FerryError) {
        for candidate in candidates where try candidate.pattern.decode(candidate.match, &self) { return }
        // A group that is no operator after all is read node by node.
        for index in (candidates.first?.match.nodes ?? []).sorted() where onnx.nodes[index].outputs != node.outputs {
            try read(onnx.nodes[index], as: [])
        }
        guard node.domain.isEmpty else {
            throw FerryError(
                .unsupported, "the operator \(node.domain).\(node.opType) is not ONNX's own",
                remedy: "ferry operators   (lists what is supported)")
        }
        if try readLayout(node) { return }
        for codec in table.codecs(for: node.opType) where try codec.decode(node, from: &self) { return }
        throw FerryError(
            .unsupported, "the operator \(node.opType) is not one that Ferry reads",
            remedy: "ferry operators   (lists what is supported)")
    }

    /// Reads the nodes that change how a value is held and not the value: the writer's own, by their names.
    private mutating func readLayout(_ node: ONNXNode) throws(FerryError) -> Bool {
        guard node.inputs.count == 1, node.outputs.count == 1 else { return false }
        if node.opType == "Cast", node.name.hasSuffix("#float") {
            values[node.outputs[0]] = .some(try value(node.inputs[0]))
            return true
        }
        if node.opType == "Identity", let ownName = notes.ownNames[node.outputs[0]] {
            // A value that is an output twice, or an input and an output.
            let (id, layout) = try value(node.inputs[0])
            guard model.graph[id].name == ownName else { return false }
            values[node.outputs[0]] = .some((id, layout))
            return true
        }
        guard node.opType == "Transpose" else { return false }
        let permutation = try node.integers("perm")
        let (id, layout) = try value(node.inputs[0])
        switch (layout, permutation) {
        case (.asIs, ONNXLayout.toChannelsFirst) where node.name.hasSuffix(ONNXLayout.channelsFirst.suffix):
            values[node.outputs[0]] = (id, .channelsFirst)
        case (.channelsFirst, ONNXLayout.toChannelsLast) where node.name.hasSuffix(ONNXLayout.asIs.suffix):
            values[node.outputs[0]] = (id, .asIs)
        default: return false
        }
        return true
    }
}

extension ONNXDecoder {
    /// The value of the graph that an ONNX value is, and how that holds it.
    ///
    /// - Throws: `malformed` where there is no such value.
    public mutating func value(_ name: String) throws(FerryError) -> (id: ValueID, layout: ONNXLayout) {
        if let known = values[name] {
            guard let known else { throw Self.unreadable }
            return known
        }
        guard constants.contains(name) else {
            throw .onnx("a value is used that no earlier node computes", found: "'\(name)'")
        }
        return (try parameter(name), .asIs)
    }

    /// The value that an ONNX value is when it is taken to be held in `layout`; where it is held otherwise, a value of the right
    /// order is added to the graph.
    ///
    /// - Throws: `malformed` where there is no such value, or it is no image.
    public mutating func value(_ name: String, as layout: ONNXLayout) throws(FerryError) -> ValueID {
        let (id, held) = try value(name)
        guard held != layout else { return id }
        let key = Conversion(id: id, from: held, to: layout)
        if let converted = conversions[key] { return converted }
        let converted: ValueID
        switch (held, layout) {
        case (.asIs, .channelsFirst): converted = try insert(Transpose(permutation: ONNXLayout.toChannelsLast), id, "#nhwc")
        case (.channelsFirst, .asIs): converted = try insert(Transpose(permutation: ONNXLayout.toChannelsFirst), id, "#nchw")
        case (.flattenedChannelsFirst(let height, let width, let channels), .asIs):
            let image = try insert(Reshape(shape: [height, width, channels]), id, "#image")
            let moved = try insert(Transpose(permutation: ONNXLayout.toChannelsFirst), image, "#nchw")
            converted = try insert(Flatten(), moved, "#chw")
        default: throw .onnx("'\(name)' is no image", found: model.graph[id].type?.description)
        }
        conversions[key] = converted
        return converted
    }

    private mutating func insert(_ operation: any Operator, _ input: ValueID, _ suffix: String) throws(FerryError) -> ValueID {
        let name = model.graph.unusedName(model.graph[input].name + suffix)
        return try model.graph.addNode(named: name, operation, inputs: [input], output: name)
    }

    /// The node at a place in the file.
    func node(_ index: Int) -> ONNXNode { onnx.nodes[index] }

    /// The type of a value of the graph.
    public func type(of id: ValueID) -> TensorType { model.graph[id].type ?? TensorType([] as [Int]) }

    /// The height and width of an image.
    func imageSize(of id: ValueID) throws(FerryError) -> Size2D {
        guard case let sizes = type(of: id).shape, sizes.count == 4, let height = sizes[1].size, let width = sizes[2].size else {
            throw .onnx("an input is no image of known size", found: type(of: id).description)
        }
        return Size2D(height: height, width: width)
    }

    /// The shape of a tensor that no node computes.
    ///
    /// - Throws: `unsupported` where a node computes it.
    public func shape(ofParameter name: String) throws(FerryError) -> [Int] {
        guard let source = constants.tensors[name] else {
            throw FerryError(.unsupported, "a parameter is computed or missing", expected: "an initializer", found: "'\(name)'")
        }
        return source.shape
    }

    /// A parameter of the graph: a tensor's values seen as an array of sizes `view`, permuted, under `shape`.
    ///
    /// - Throws: `unsupported` where a node computes it, `mismatch` where its size is another.
    public mutating func parameter(
        _ name: String, viewedAs view: [Int]? = nil, by permutation: [Int]? = nil, shape: [Int]? = nil
    ) throws(FerryError) -> ValueID {
        let found = try self.shape(ofParameter: name)
        guard let source = constants.tensors[name], source.element.isFloatingPoint else {
            throw FerryError(.unsupported, "the parameter '\(name)' holds no floating-point numbers")
        }
        let view = view ?? found
        guard view.checkedElementCount == source.elementCount else {
            throw FerryError(
                .mismatch, "the parameter '\(name)' has the wrong size", expected: "\(view)", found: "\(found)")
        }
        let permutation = permutation ?? Array(view.indices)
        let shape = shape ?? permutation.map { view[$0] }
        let key = ParameterKey(name: name, view: view, permutation: permutation, shape: shape)
        if let id = parameters[key] { return id }
        let permuted = PermutedSource.permuting(source, viewedAs: view, by: permutation, shape: shape)
        let id = try model.addParameter(named: model.graph.unusedName(name), permuted)
        parameters[key] = id
        return id
    }

    /// The numbers of a constant; nothing where it is no small floating-point tensor.
    public func numbers(_ name: String) -> [Double]? { constants.numbers(name)?.values }

    /// The integers of a constant; nothing where it is no small tensor of integers.
    public func integers(_ name: String) -> [Int]? { constants.integers(name) }

    /// Adds an operator to the graph: what the node `node`, the last one of its group, computes.
    ///
    /// - Parameter layout: how the node's output holds the operator's.
    /// - Throws: `mismatch` where the inputs do not fit the operator.
    public mutating func add(
        _ operation: any Operator, inputs: [ValueID?], for node: ONNXNode, layout: ONNXLayout
    ) throws(FerryError) {
        guard let output = node.outputs.first, !output.isEmpty, values[output] == nil, !constants.contains(output) else {
            throw .onnx("two values have one name, or one has none", found: "'\(node.outputs.first ?? "")'")
        }
        guard node.outputs.dropFirst().allSatisfy(\.isEmpty) else {
            throw .unsupported(node, "more than one output")
        }
        let stem = ONNXLayout.stem(output)
        let name = model.graph.unusedName(notes.ownNames[stem] ?? stem)
        let own = inputs.compactMap { $0 }.filter { model.parameters[$0] != nil }
        let layer = grouping.layer(of: name, operation: operation, parameters: own)
        let id = try model.graph.addNode(named: node.label, operation, inputs: inputs, output: name, layer: layer)
        for (index, input) in inputs.enumerated() where operation.role(ofInput: index).kind == .state {
            if let input { model.frozen.insert(input) }
        }
        values[output] = (id, layout)
        try restore(after: name)
    }

    /// Adds the nodes that repeat a value and are not in the file.
    private mutating func restore(after source: String) throws(FerryError) {
        var pending = [source]
        while let source = pending.popLast() {
            guard let id = model.graph.value(named: source) else { continue }
            for node in notes.vanished(after: source) where model.graph.value(named: node.name) == nil {
                let layer = grouping.layer(of: node.name, operation: node.operation, parameters: [])
                try model.graph.addNode(named: node.name, node.operation, inputs: [id], output: node.name, layer: layer)
                pending.append(node.name)
            }
        }
    }
}
