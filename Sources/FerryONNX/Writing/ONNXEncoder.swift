public import FerryCore

/// Writes a graph as ONNX nodes, keeping track of the layout in which each value is held.
///
/// Images stay channels-first between operators that need them so; a Transpose is written where a value is wanted in a layout
/// that it is not held in, once for each value and layout.
public struct ONNXEncoder {
    /// The version of ONNX's operators to write.
    public let opset: Int
    let graph: Graph
    private let parameters: [ValueID: any TensorSource]
    private let table: ONNXOperatorTable
    private let layoutOption: WriteOptions.ImageLayout
    private let vanishing: VanishingNodes
    private let flattening: FlattenAnalysis
    private(set) var onnx: ONNXModel
    private(set) var notes = WriterNotes()
    /// Names under which a value is held; the first is the layout that it was computed in.
    private var held: [ValueID: [(layout: ONNXLayout, name: String)]] = [:]
    /// Types of values that hold integers or bools; all others hold float32.
    private var integers: [ValueID: ElementType] = [:]
    /// Nodes that were read as they are, by their places in the file.
    private var functions: [ONNXFunctionCall: Int] = [:]
    private var parameterNames: [ParameterKey: String] = [:]
    private var writtenParameters: Set<ValueID> = []
    private var names: Set<String>

    private struct ParameterKey: Hashable {
        let id: ValueID
        let view: [Int]
        let permutation: [Int]
        let shape: [Int]
    }

    init(_ model: Model, options: WriteOptions, table: ONNXOperatorTable) {
        graph = model.graph
        parameters = model.parameters
        self.table = table
        opset = options.opset ?? OperatorSet.standard
        layoutOption = options.layout ?? .nhwc
        vanishing = VanishingNodes(model)
        flattening = FlattenAnalysis(model, table, vanishing)
        names = Set(model.graph.values.map(\.name)).union(vanishing.outputs.map(\.name))
        onnx = ONNXModel(
            irVersion: OperatorSet.formatVersion(for: opset), opset: opset, producerName: ONNX.producerName,
            graphName: model.name.isEmpty ? "model" : model.name)
    }

    /// Writes the whole graph.
    ///
    /// - Returns: all problems; what was written is complete where there are none.
    mutating func run(batch: Int?) -> [FerryError] {
        var problems: [FerryError] = []
        for id in graph.inputs {
            do { try declareInput(id, batch: batch) } catch { problems.append(error) }
        }
        for node in graph.nodes where !node.operation.isIdentityAtInference {
            do throws(FerryError) {
                guard let codec = table[operatorName: node.operation.name] else {
                    throw FerryError(.unsupported, "\(node.operation.name) cannot be written as ONNX")
                }
                try codec.encode(node, to: &self)
            } catch {
                problems.append(error.at(Location(layer: node.name)))
                // What follows is checked all the same.
                held[node.output] = held[node.output] ?? [(.asIs, graph[node.output].name)]
            }
        }
        guard problems.isEmpty else { return problems }
        do { try declareOutputs(batch: batch) } catch { problems.append(error) }
        appendUnusedParameters()
        vanishing.note(in: &notes, of: graph)
        if let text = notes.text { onnx.metadata.append((WriterNotes.key, text)) }
        return problems
    }

    /// Weights that no operator needs, as they are: a reader finds all of the model's, and ONNX Runtime drops them.
    private mutating func appendUnusedParameters() {
        let used = Set(graph.nodes.flatMap { $0.inputs.compactMap { $0 } } + graph.outputs)
        for id in graph.identifiers where !used.contains(id) {
            guard let source = parameters[id] else { continue }
            onnx.initializers.append(ONNXTensor(name: graph[id].name, source: source))
        }
    }

    private func outputLayout(of id: ValueID) -> ONNXLayout {
        graph[id].type?.shape.count == 4 && layoutOption == .nchw ? .channelsFirst : .asIs
    }

    private mutating func declareInput(_ id: ValueID, batch: Int?) throws(FerryError) {
        let value = graph[id]
        guard let type = value.type else { throw FerryError(.internalDefect, "the input '\(value.name)' has no type") }
        let layout = outputLayout(of: id)
        var info = try declaration(of: id, as: layout, named: value.name, batch: batch)
        guard !type.element.isFloatingPoint else {
            onnx.inputs.append(info)
            held[id] = [(layout, value.name)]
            return
        }
        info.element = type.element
        onnx.inputs.append(info)
        let name = unused(value.name + "#float")
        onnx.nodes.append(
            ONNXNode(
                name: name, opType: "Cast", inputs: [value.name], outputs: [name],
                attributes: [ONNXAttribute("to", Int(ElementType.float32.onnxCode))]))
        held[id] = [(layout, name)]
    }

    private mutating func declareOutputs(batch: Int?) throws(FerryError) {
        for output in vanishing.outputs {
            let layout = outputLayout(of: output.source)
            let name = try name(of: output.source, as: layout)
            if output.isCopy {
                // The output's name may be a node's already, and ONNX Runtime refuses two nodes of one name.
                let nodeName = unused(output.name + "#identity")
                onnx.nodes.append(ONNXNode(name: nodeName, opType: "Identity", inputs: [name], outputs: [output.name]))
            }
            var info = try declaration(of: output.source, as: layout, named: output.name, batch: batch)
            if let element = integers[output.source] { info.element = element }
            onnx.outputs.append(info)
        }
    }

    private func declaration(
        of id: ValueID, as layout: ONNXLayout, named name: String, batch: Int?
    ) throws(FerryError) -> ONNXValueInfo {
        let shape = graph[id].type?.shape ?? []
        let ordered = shape.indices.map { shape[layout.valueAxis($0)] }
        return ONNXValueInfo(
            name: name, element: .float32,
            dimensions: ordered.map { dimension in
                switch dimension {
                case .fixed(let size): .size(size)
                case .symbol(let symbol): batch.map { .size($0) } ?? .symbol(symbol)
                }
            }, denotations: layout == .channelsFirst ? ONNXValueInfo.channelsFirst : [])
    }

    /// A name that no value of the file bears.
    mutating func unused(_ stem: String) -> String {
        var name = stem
        var count = 2
        while !names.insert(name).inserted {
            name = "\(stem)#\(count)"
            count += 1
        }
        return name
    }
}

extension ONNXEncoder {
    /// The type of one of a node's inputs or its output.
    public func type(of id: ValueID) -> TensorType { graph[id].type ?? TensorType([] as [Int]) }

    /// The sizes behind the batch of an input or output: they are known when a model is written.
    func sizes(of id: ValueID) throws(FerryError) -> [Int] {
        guard let sizes = TensorType(Array(type(of: id).shape.dropFirst())).sizes() else {
            throw FerryError(
                .unsupported, "the value '\(graph[id].name)' leaves a size open", found: type(of: id).description,
                remedy: "give the input's sizes with --input-shape NAME=H,W,C")
        }
        return sizes
    }

    /// The input at `index`.
    ///
    /// - Precondition: the operator does not let it be absent.
    public func input(_ index: Int, of node: Node) -> ValueID {
        guard let id = node.inputs[index] else { preconditionFailure("\(node.name) lacks input \(index)") }
        return vanishing.resolve(id)
    }

    /// The layout in which a value was computed.
    public func layout(of id: ValueID) -> ONNXLayout { held[id]?.first?.layout ?? .asIs }

    /// Whether a Flatten's output may have the order channels, height, width.
    func mayStayChannelsFirst(_ id: ValueID) -> Bool { flattening.mayStayChannelsFirst(id) }

    /// The name under which a value is held in a layout; a Transpose is written where it was not.
    ///
    /// - Throws: `unsupported` for parameters that ONNX wants as data in a layout of images.
    public mutating func name(of id: ValueID, as layout: ONNXLayout) throws(FerryError) -> String {
        if held[id] == nil, parameters[id] != nil {
            // A parameter as an operand of a merge.
            held[id] = [(.asIs, try parameter(id))]
        }
        guard let forms = held[id], let computed = forms.first else {
            throw FerryError(.internalDefect, "the value '\(graph[id].name)' is used before it is computed")
        }
        if let form = forms.first(where: { $0.layout == layout }) { return form.name }
        let permutation: [Int]
        switch (computed.layout, layout) {
        case (.asIs, .channelsFirst): permutation = ONNXLayout.toChannelsFirst
        case (.channelsFirst, .asIs): permutation = ONNXLayout.toChannelsLast
        default:
            throw FerryError(.internalDefect, "the value '\(graph[id].name)' is wanted as \(layout), held as \(computed.layout)")
        }
        let stem = vanishing.outputNames[id] ?? graph[id].name
        let nodeName = unused(stem + layout.suffix)
        // A graph's output keeps its name in the layout in which it leaves the graph.
        let name = vanishing.outputNames[id] != nil && layout == outputLayout(of: id) ? stem : nodeName
        onnx.nodes.append(
            ONNXNode(
                name: nodeName, opType: "Transpose", inputs: [computed.name], outputs: [name],
                attributes: [ONNXAttribute("perm", permutation)]))
        held[id]?.append((layout, name))
        return name
    }

    /// The name that a node's output gets, held in `layout`.
    mutating func define(_ id: ValueID, layout: ONNXLayout) -> String {
        let stem = vanishing.outputNames[id] ?? graph[id].name
        let name = vanishing.outputNames[id] != nil && layout != outputLayout(of: id) ? unused(stem + layout.suffix) : stem
        held[id] = [(layout, name)]
        return name
    }

    /// The name of a parameter's initializer: its values seen as an array of sizes `view`, permuted, under `shape`.
    ///
    /// - Throws: `unsupported` where the value is computed, or no floating point.
    public mutating func parameter(
        _ id: ValueID, viewedAs view: [Int]? = nil, by permutation: [Int]? = nil, shape: [Int]? = nil
    ) throws(FerryError) -> String {
        guard let source = parameters[id] else {
            throw FerryError(
                .unsupported, "the parameter '\(graph[id].name)' is computed, which cannot be written as ONNX")
        }
        let view = view ?? source.shape
        let permutation = permutation ?? Array(view.indices)
        let shape = shape ?? permutation.map { view[$0] }
        let key = ParameterKey(id: id, view: view, permutation: permutation, shape: shape)
        if let name = parameterNames[key] { return name }
        let name = writtenParameters.insert(id).inserted ? graph[id].name : unused(graph[id].name)
        let permuted = PermutedSource.permuting(
            try ConvertedSource.float32(source), viewedAs: view, by: permutation, shape: shape)
        onnx.initializers.append(ONNXTensor(name: name, source: permuted))
        parameterNames[key] = name
        return name
    }

    /// The name of an initializer that holds one value everywhere: what ONNX wants where Keras has nothing.
    mutating func repeated(_ value: Float, shape: [Int], suffix: String, for node: Node) -> String {
        let name = unused(graph[node.output].name + suffix)
        onnx.initializers.append(ONNXTensor(name: name, source: MemorySource(Tensor(repeating: value, shape: shape))))
        return name
    }

    /// Notes which operator a node is, where ONNX has one for several of Ferry's.
    mutating func note(operator operation: String, for node: Node) { notes.note(operator: operation, for: node.name) }

    /// Writes a node of Ferry's graph as the nodes of a formula.
    ///
    /// - Parameters:
    ///   - operands: names of values, for the formula's operands.
    ///   - parameters: names of initializers, for the formula's parameters.
    ///   - layout: how the formula's value holds the node's output.
    public mutating func emit(
        _ formula: ONNXFormula, for node: Node, operands: [String], parameters: [String] = [], layout: ONNXLayout
    ) {
        var emission = ONNXEmission(node: node, stem: vanishing.outputNames[node.output] ?? graph[node.output].name)
        emission.output = define(node.output, layout: layout)
        emission.operands = operands
        emission.parameters = parameters
        _ = emission.emit(formula, isRoot: true, to: &self)
    }

    /// Writes a function of one value, element by element, in the layout in which the value is held.
    public mutating func emitPointwise(_ formula: ONNXFormula, for node: Node) throws(FerryError) {
        let x = input(0, of: node)
        let layout = layout(of: x)
        emit(formula, for: node, operands: [try name(of: x, as: layout)], layout: layout)
    }

    /// Notes that a node's output is of a type of integers.
    mutating func note(_ element: ElementType, of node: Node) { integers[node.output] = element }

    mutating func append(_ node: ONNXNode) { onnx.nodes.append(node) }

    /// Writes a node that was read as it is.
    mutating func append(_ node: ONNXNode, for call: ONNXFunctionCall) {
        functions[call] = onnx.nodes.count
        onnx.nodes.append(node)
    }

    /// Names an output of a node that is written already; false where it is not.
    mutating func name(output: Int, of call: ONNXFunctionCall, _ name: String) -> Bool {
        guard let index = functions[call] else { return false }
        onnx.nodes[index].outputs[output] = name
        return true
    }

    mutating func append(_ tensor: ONNXTensor) { onnx.initializers.append(tensor) }

    mutating func note(_ numbers: [Double], for name: String) { notes.note(numbers, for: name) }
}
