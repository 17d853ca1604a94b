internal import FerryCore

/// What a training state becomes in Keras's files.
struct TrainingWriting {
    /// Optimizer, loss and metrics, as archives have them; nothing where the model was not compiled.
    let compileConfiguration: JSONValue?
    /// The optimizer's variables, in Keras's order, with the names that they have in whole-model HDF5 files.
    let variables: [(name: String, source: any TensorSource)]

    /// - Throws: `mismatch` where the optimizer has slots for some of the weights only, `unsupported` where the generation of Keras
    ///   does not know what the model was compiled with.
    init(_ state: TrainingState?, for writing: KerasWriting) throws(FerryError) {
        guard let state else {
            (compileConfiguration, variables) = (nil, [])
            return
        }
        var training = state.configuration?.object ?? [:]
        if training["optimizer"] == nil, training["optimizer_config"] == nil, let name = state.optimizer?.name {
            var settings = JSONObject()
            settings["learning_rate"] = state.optimizer?.learningRate.map { .number(Double($0)) }
            training["optimizer"] = ["class_name": .string(name), "config": .object(settings)]
        }
        var restyling = TrainingRestyling(target: writing.generation)
        let compiled = restyling.compileConfiguration(training)
        if let error = FerryError.all(restyling.problems) { throw error }
        compileConfiguration = compiled.names.isEmpty ? nil : .object(compiled)
        guard let optimizer = state.optimizer, let description = OptimizerDescription(training: compileConfiguration) else {
            variables = []
            return
        }
        let names = VariableNames(description.name, writing.generation)
        var scalars: [(String, any TensorSource)] = [(names.iteration, CountSource(optimizer.iteration ?? 0))]
        if writing.generation == .keras3, let configured = description.learningRate {
            let rate = Tensor<Float>(shape: [], elements: [optimizer.learningRate ?? configured])
            scalars.append((names.learningRate, MemorySource(rate)))
        }
        variables = scalars + (try Self.slots(optimizer, description, names, writing))
    }

    private static func slots(
        _ optimizer: OptimizerState, _ description: OptimizerDescription, _ names: VariableNames, _ writing: KerasWriting
    ) throws(FerryError) -> [(String, any TensorSource)] {
        // Compiled and never trained, or an optimizer whose variables Ferry does not know.
        guard let groups = description.slots(writing.generation == .keras3 ? .keras3 : .keras2),
            !optimizer.slots.isEmpty
                || optimizer.iteration ?? 0 > 0 && !groups.joined().contains(where: description.uses)
        else { return [] }
        var sources: [(String, any TensorSource)] = []
        var problems: [FerryError] = []
        for (slot, weight) in OptimizerDescription.order(groups, of: writing.trained) {
            let name = names.slot(slot, of: weight.name)
            if let source = optimizer.slots[slot]?[weight.name], source.elementCount == weight.shape.elementCount {
                sources.append((name, source.shape == weight.shape ? source : ReshapedSource(source, shape: weight.shape)))
            } else if !description.uses(slot) {
                sources.append((name, ZeroSource(shape: weight.shape)))
            } else {
                problems.append(
                    FerryError(
                        .mismatch, "the optimizer \(description.name) has no \(slot) for '\(weight.name)'",
                        expected: "\(slot) \(weight.shape.product)", at: Location(field: "\(slot) of \(weight.name)")))
            }
        }
        if let error = FerryError.all(problems) { throw error }
        return sources
    }
}

/// What optimizers call their variables. Keras goes by their order, so that this is for people alone.
private struct VariableNames {
    private let optimizer: String
    private let generation: KerasGeneration

    init(_ optimizer: String, _ generation: KerasGeneration) {
        self.optimizer = generation == .keras2 ? optimizer : VariableTree.groupName(ofClass: optimizer)
        self.generation = generation
    }

    var iteration: String { generation == .keras2 ? "iteration:0" : "\(optimizer)/iteration" }
    var learningRate: String { "\(optimizer)/learning_rate" }

    func slot(_ slot: String, of weight: String) -> String {
        if generation == .keras2 { return "\(optimizer)/\(slot)/\(weight):0" }
        return "\(optimizer)/\(weight.split(separator: "/").joined(separator: "_"))_\(Self.inKeras3[slot] ?? slot)"
    }

    private static let inKeras3 = ["m": "momentum", "v": "velocity", "u": "norm", "vhat": "velocity_hat"]
}

/// Zeros: what an optimizer has that makes no use of it.
private struct ZeroSource: TensorSource {
    let shape: [Int]
    var element: ElementType { .float32 }

    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        // Safety: the bytes are the destination's own.
        unsafe destination.withUnsafeMutableBytes { _ = unsafe $0.initializeMemory(as: UInt8.self, repeating: 0) }
    }
}

/// A single whole number, as Keras stores an optimizer's count of updates.
private struct CountSource: TensorSource {
    private let count: Int64

    init(_ count: Int) { self.count = Int64(count) }

    var element: ElementType { .int64 }
    var shape: [Int] { [] }

    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        // Safety: the caller keeps the range within the eight bytes.
        unsafe withUnsafeBytes(of: count.littleEndian) { bytes in
            unsafe destination.withUnsafeMutableBytes { target in
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + target.count]))
            }
        }
    }
}
