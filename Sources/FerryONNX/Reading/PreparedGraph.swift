internal import FerryCore

/// A file's graph as codecs see it: nodes in one form, and all that is constant known as such.
///
/// Ferry's own files are in the form that codecs write, and stay as they are.
struct PreparedGraph {
    private(set) var onnx: ONNXModel
    private(set) var constants: ConstantTable
    private(set) var folding: ConstantFolding
    /// What is wrong with nodes, by their places in the file.
    private(set) var refusals: [Int: FerryError]
    /// Names of values that nodes read or that are outputs.
    private(set) var used: Set<String> = []
    /// Nodes whose outputs are all constant.
    private(set) var settled: Set<Int> = []

    /// - Throws: `malformed` where constants have no names of their own.
    init(_ onnx: ONNXModel, notes: WriterNotes) throws(FerryError) {
        self.onnx = onnx
        self.onnx.nodes = onnx.nodes.map { notes.applied(to: $0) }
        constants = ConstantTable(notes: notes)
        folding = ConstantFolding(constants: onnx.constants)
        refusals = GraphOrder.problems(onnx)
        if !onnx.isOwn { normalise() }
        used = Set(self.onnx.nodes.flatMap(\.inputs)).union(onnx.outputs.map(\.name))
        if !onnx.isOwn { dropUnusedOutputs() }
        for tensor in self.onnx.initializers {
            guard !tensor.name.isEmpty, constants.add(tensor.name, tensor.source) else {
                throw .onnx("two initializers have one name, or one has none", found: "'\(tensor.name)'")
            }
        }
        readConstants()
        if !onnx.isOwn { fold() }
    }

    private mutating func normalise() {
        let names = onnx.nodes.flatMap { $0.inputs + $0.outputs } + onnx.initializers.map(\.name) + onnx.inputs.map(\.name)
        var normalisation = OpsetNormalisation(from: onnx.opset, avoiding: Set(names))
        for index in onnx.nodes.indices where refusals[index] == nil {
            do { onnx.nodes[index] = try normalisation.normalised(onnx.nodes[index]) } catch { refusals[index] = error }
        }
        onnx.initializers += normalisation.tensors
    }

    /// The masks and indices that operators have as second outputs, and nobody asks for.
    private mutating func dropUnusedOutputs() {
        for index in onnx.nodes.indices {
            for place in onnx.nodes[index].outputs.indices.dropFirst() where !used.contains(onnx.nodes[index].outputs[place]) {
                onnx.nodes[index].outputs[place] = ""
            }
        }
    }

    private mutating func readConstants() {
        for (index, node) in onnx.nodes.enumerated()
        where node.opType == "Constant" && node.domain.isEmpty && refusals[index] == nil {
            guard let output = node.outputs.first, let source = constant(node), constants.add(output, source) else {
                refusals[index] = FerryError(.unsupported, "Constant holds a value that Ferry does not read")
                continue
            }
            settled.insert(index)
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

    private mutating func fold() {
        for (index, node) in onnx.nodes.enumerated() where refusals[index] == nil && !settled.contains(index) {
            do {
                guard let sources = try folding.outputs(of: node, in: constants) else { continue }
                for (name, source) in zip(node.outputs, sources) where !name.isEmpty { _ = constants.add(name, source) }
                settled.insert(index)
            } catch {
                refusals[index] = error
            }
        }
    }
}
