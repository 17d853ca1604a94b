internal import FerryCore

/// Reads ONNX nodes into a graph, keeping track of which value of the graph each ONNX value is, and in which layout.
///
/// A Transpose between layouts adds nothing: its output is the same value in another layout. Where an operator wants a value in
/// a layout that it is not in, a Transpose is added to the graph, so that any file is read as it computes.
public struct ONNXDecoder {
    /// The version of ONNX's operators in the file.
    public let opset: Int
    var model: Model
    let notes: WriterNotes
    var constants: ConstantTable
    private let graph: PreparedGraph
    private let matches: ONNXMatches
    let table: ONNXOperatorTable
    /// Sizes that the file leaves open, by input.
    private let inputShapes: [String: [Int]]
    /// Nothing for outputs of nodes that could not be read, whose problems are told once.
    var values: [String: (id: ValueID, layout: ONNXLayout)?] = [:]
    var measures = BatchMeasures()
    var folding: ConstantFolding
    private let normalisation: OpsetNormalisation
    var conversions: [Conversion: ValueID] = [:]
    var parameters: [ParameterKey: ValueID] = [:]
    /// Keys of ``conversions`` and ``parameters`` in the order in which they came.
    var journal: [(id: ValueID, conversion: Conversion?, parameter: ParameterKey?)] = []
    /// Values that hold integers or bools where the file has them.
    var integerValues: Set<ValueID> = []
    var grouping = LayerGrouping()

    struct Conversion: Hashable {
        let id: ValueID
        let from: ONNXLayout
        let to: ONNXLayout
    }

    struct ParameterKey: Hashable {
        let name: String
        let view: [Int]
        let permutation: [Int]
        let shape: [Int]
    }

    /// More problems than anybody reads.
    private static let problemLimit = 100

    /// Thrown where a node's input could not be read: the cause is known already.
    static let unreadable = FerryError(.internalDefect, "an input could not be read")

    init(_ onnx: ONNXModel, table: ONNXOperatorTable, inputShapes: [String: [Int]] = [:]) throws(FerryError) {
        self.table = table
        self.inputShapes = inputShapes
        opset = onnx.isOwn ? onnx.opset : OpsetNormalisation.newest
        normalisation = OpsetNormalisation(from: onnx.opset, avoiding: [])
        let text = onnx.isOwn ? onnx.metadata.first { $0.key == WriterNotes.key }?.value : nil
        notes = text.flatMap(WriterNotes.init) ?? WriterNotes()
        graph = try PreparedGraph(onnx, notes: notes)
        constants = graph.constants
        folding = graph.folding
        matches = ONNXMatches(ONNXNodeFinder(graph.onnx, tensors: constants), patterns: Self.patterns(table, onnx))
        let producer = [onnx.producerName, onnx.producerVersion].compactMap { $0 }.filter { !$0.isEmpty }
        model = Model(
            name: onnx.graphName,
            origin: Origin(format: ONNX.formatID, producer: producer.isEmpty ? nil : producer.joined(separator: " ")))
    }

    /// The patterns to look for: the writer's own, or all that anybody may write.
    private static func patterns(_ table: ONNXOperatorTable, _ onnx: ONNXModel) -> [ONNXPattern] {
        guard !onnx.isOwn else { return table.codecs.flatMap { $0.patterns(opset: onnx.opset) } }
        var patterns = table.codecs.flatMap(\.importPatterns)
        for codec in table.codecs {
            var known: Set<ONNXFormula?> = []
            // A file of a new operator set may spell out what has an operator of its own since then.
            for opset in [OpsetNormalisation.newest, OperatorSet.standard, OperatorSet.writable.lowerBound] {
                let others = codec.patterns(opset: opset).filter { !known.contains($0.formula) }
                patterns += others
                known.formUnion(others.map(\.formula))
            }
        }
        return patterns
    }

    /// Whether another program wrote the file.
    var isForeign: Bool { !graph.onnx.isOwn }

    /// Tensors that attributes name by their place.
    var attributeTensors: [ONNXTensor] { graph.onnx.constants }

    /// Whether a node reads a value, or it is an output.
    func isUsed(_ name: String) -> Bool { graph.used.contains(name) && !name.isEmpty }

    /// The node at a place in the file.
    func node(_ index: Int) -> ONNXNode { graph.onnx.nodes[index] }

    /// Reads the whole graph.
    ///
    /// - Throws: all problems in one error.
    mutating func run() throws(FerryError) -> Model {
        var problems: [FerryError] = []
        // Files before format version 4 list initializers among the inputs.
        for input in graph.onnx.inputs where !constants.contains(input.name) && problems.count < Self.problemLimit {
            do { try add(input) } catch { problems.append(error.at(Location(layer: input.name))) }
        }
        for (index, node) in graph.onnx.nodes.enumerated() where !graph.settled.contains(index) && !matches.isInside(index) {
            guard problems.count < Self.problemLimit else { break }
            do {
                try read(index)
            } catch {
                for output in node.outputs { values[output] = .some(nil) }
                if error.problem != Self.unreadable.problem {
                    problems.append(error.at(Location(path: "graph/node[\(index)]", layer: node.label)))
                }
            }
        }
        if problems.isEmpty {
            for output in graph.onnx.outputs {
                do { try addOutput(output) } catch { problems.append(error.at(Location(layer: output.name))) }
            }
        }
        if let error = FerryError.all(problems) { throw error }
        model.layers = grouping.layers
        if !isForeign { try addUnusedParameters() }
        return model
    }

    private mutating func add(_ input: ONNXValueInfo) throws(FerryError) {
        guard let element = input.element, let dimensions = input.dimensions else {
            throw .onnx("an input is no tensor of a type and shape that Ferry knows", expected: "a tensor with a shape")
        }
        let layout: ONNXLayout = input.denotations == ONNXValueInfo.channelsFirst ? .channelsFirst : .asIs
        let given = inputShapes[input.name].flatMap { $0.count + 1 == dimensions.count ? [nil] + $0 : nil }
        // A tensor without elements is one where all is fixed; samples without elements are none.
        let smallest = dimensions.allSatisfy { if case .size = $0 { true } else { false } } ? 0 : 1
        var shape: [Dimension] = []
        for axis in dimensions.indices {
            var dimension = dimensions[layout.axis(axis)]
            if case .size = dimension {} else if let size = given?[layout.axis(axis)] { dimension = .size(size) }
            switch dimension {
            case .size(let size) where (smallest...WindowAttributes.limit).contains(size): shape.append(.fixed(size))
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
        let id = try model.graph.addInput(named: input.name, type: TensorType(shape, element: element))
        if !element.isFloatingPoint, isForeign { integerValues.insert(id) }
        values[input.name] = (id, layout)
        try restore(after: input.name)
    }

    private mutating func addOutput(_ output: ONNXValueInfo) throws(FerryError) {
        guard !constants.contains(output.name) else { return model.graph.addOutput(try addConstant(output.name)) }
        let layout: ONNXLayout = output.denotations == ONNXValueInfo.channelsFirst ? .channelsFirst : .asIs
        let id = try value(output.name, as: layout)
        if isForeign && model.graph[id].name != output.name { return try addForeignOutput(id, named: output.name) }
        // Where the output is a layer that does nothing, its value bears its name again.
        let restored = notes.ownNames[output.name] == nil ? nil : model.graph.value(named: output.name)
        model.graph.addOutput(restored ?? id)
    }

    /// A value that bears another name because nodes in between only changed how it is held.
    private mutating func addForeignOutput(_ id: ValueID, named name: String) throws(FerryError) {
        let isFixed = model.graph.inputs.contains(id) || model.graph.outputs.contains(id) || model.parameters[id] != nil
        if let holder = model.graph.value(named: name) {
            // The same in the other order, under the name that the file has for it.
            guard !model.graph.inputs.contains(holder), !model.graph.outputs.contains(holder), !isFixed else {
                return model.graph.addOutput(id)
            }
            model.graph.rename(holder, to: model.graph.unusedName(name + "_channels_last"))
        }
        guard isFixed else {
            model.graph.rename(id, to: name)
            return model.graph.addOutput(id)
        }
        let layer = grouping.layer(of: name, operation: Identity(), parameters: [])
        model.graph.addOutput(try model.graph.addNode(named: name, Identity(), inputs: [id], output: name, layer: layer))
    }

    /// Weights that no operator needs and the framework wants back.
    private mutating func addUnusedParameters() throws(FerryError) {
        let used = Set(graph.onnx.nodes.flatMap(\.inputs) + graph.onnx.outputs.map(\.name))
        for tensor in graph.onnx.initializers where !used.contains(tensor.name) {
            model.frozen.insert(try model.addParameter(named: model.graph.unusedName(tensor.name), tensor.source))
        }
    }

    /// Reads the node at a place in the file, and those that belong to it.
    private mutating func read(_ index: Int) throws(FerryError) {
        let candidates = matches[index]
        // A group that is no operator after all is read as a smaller one, and its other nodes by themselves.
        var group = (candidates.first?.match.nodes ?? []).subtracting([index])
        for place in group.union([index]).sorted() { if let refusal = graph.refusals[place] { throw refusal } }
        var refusal: FerryError?
        for candidate in candidates where candidate.match.nodes.subtracting([index]).isSubset(of: group) {
            for other in group.subtracting(candidate.match.nodes).sorted() { try readAlone(other) }
            group.formIntersection(candidate.match.nodes)
            if try decode(candidate.match, as: candidate.pattern, &refusal) { return }
        }
        do {
            for other in group.sorted() { try readAlone(other) }
            try read(node(index))
        } catch {
            throw refusal ?? error
        }
    }

    private mutating func readAlone(_ index: Int) throws(FerryError) {
        var refusal: FerryError?
        for candidate in matches.alone(index) where try decode(candidate.match, as: candidate.pattern, &refusal) { return }
        do { try read(node(index)) } catch { throw refusal ?? error }
    }

    /// Reads a group of nodes as an operator.
    ///
    /// - Returns: false where it is not that operator, or the operator refuses it, which leaves the reason.
    private mutating func decode(
        _ match: ONNXMatch, as pattern: ONNXPattern, _ refusal: inout FerryError?
    ) throws(FerryError) -> Bool {
        let (valueCount, nodeCount) = (model.graph.values.count, model.graph.nodes.count)
        do {
            return try pattern.decode(match, &self)
        } catch {
            guard Self.isRefusal(error) else { throw error }
            refusal = refusal ?? error
            takeBack(toValues: valueCount, nodes: nodeCount)
            return false
        }
    }

    /// Whether an error is about one operator: ONNX may have another meaning for the node.
    private static func isRefusal(_ error: FerryError) -> Bool {
        [.unsupported, .mismatch, .malformed].contains(error.code)
    }

    private mutating func read(_ given: ONNXNode) throws(FerryError) {
        var node = given
        guard node.domain.isEmpty else {
            throw FerryError(
                .unsupported, "the operator \(node.domain).\(node.opType) is not ONNX's own",
                remedy: "ferry operators   (lists what is supported)")
        }
        if try isForeign ? readMeasure(node) : readLayout(node) { return }
        if isForeign && normalisation.flattens(node), let name = node.input(0) {
            node = try normalisation.normalisedAlongAxis(node, shape: try shape(of: name).map(\.size))
        }
        var refusal: FerryError?
        if try readsNumbersOnly(node) {
            let (valueCount, nodeCount) = (model.graph.values.count, model.graph.nodes.count)
            do {
                for codec in table.codecs(for: node.opType) where try codec.decode(node, from: &self) { return }
            } catch {
                guard Self.isRefusal(error) else { throw error }
                refusal = error
                takeBack(toValues: valueCount, nodes: nodeCount)
            }
        }
        do { try addFunction(for: node) } catch { throw refusal ?? error }
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
        guard type(of: id).shape.count == 4 else { return false }
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
