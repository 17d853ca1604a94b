internal import FerryCore

/// What a training state becomes in Keras's files.
struct TrainingWriting {
    /// Optimizer, loss and metrics, as `compile_config` has them; nothing where the model was not compiled.
    let configuration: JSONValue?
    /// The optimizer's variables, in Keras's order; nothing where there are none.
    let variables: [any TensorSource]?

    /// - Parameter trained: the weights that training changes, in Keras's order.
    /// - Throws: `mismatch` where the optimizer has slots for some of the weights only.
    init(_ state: TrainingState?, trained: [(name: String, shape: [Int])]) throws(FerryError) {
        guard let state else {
            (configuration, variables) = (nil, nil)
            return
        }
        var compiled = Self.compileConfiguration(state.configuration) ?? [:]
        if compiled["optimizer"] == nil, let name = state.optimizer?.name {
            var settings = JSONObject()
            settings["learning_rate"] = state.optimizer?.learningRate.map { .number(Double($0)) }
            compiled["optimizer"] = Self.optimizer(["class_name": .string(name), "config": .object(settings)])
        }
        configuration = compiled.names.isEmpty ? nil : .object(compiled)
        guard let optimizer = state.optimizer, let description = OptimizerDescription(training: configuration) else {
            variables = nil
            return
        }
        var scalars: [any TensorSource] = [CountSource(optimizer.iteration ?? 0)]
        if let configured = description.learningRate {
            scalars.append(MemorySource(Tensor<Float>(shape: [], elements: [optimizer.learningRate ?? configured])))
        }
        variables = scalars + (try Self.slots(optimizer, description, trained))
    }

    private static func slots(
        _ optimizer: OptimizerState, _ description: OptimizerDescription, _ trained: [(name: String, shape: [Int])]
    ) throws(FerryError) -> [any TensorSource] {
        // Compiled and never trained, or an optimizer whose variables Ferry does not know.
        guard !optimizer.slots.isEmpty, let groups = description.slots(.keras3) else { return [] }
        var sources: [any TensorSource] = []
        var problems: [FerryError] = []
        for (slot, weight) in OptimizerDescription.order(groups, of: trained) {
            if let source = optimizer.slots[slot]?[weight.name], source.elementCount == weight.shape.elementCount {
                sources.append(source.shape == weight.shape ? source : ReshapedSource(source, shape: weight.shape))
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

    /// What `Model.compile` takes in every version of Keras 3; it refuses other keys.
    private static let keys = [
        "optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly", "steps_per_execution", "jit_compile",
    ]

    /// A training configuration as `.keras` files have it, from theirs or that of a whole-model HDF5 file.
    private static func compileConfiguration(_ training: JSONValue?) -> JSONObject? {
        guard let training = training?.object else { return nil }
        var compiled = JSONObject()
        for key in keys { compiled[key] = training[key] }
        if let optimizer = training["optimizer_config"] ?? training["optimizer"] {
            compiled["optimizer"] = Self.optimizer(optimizer)
        }
        return compiled
    }

    /// Settings that came with later versions, absent where they are off.
    private static let laterSettings = ["loss_scale_factor", "gradient_accumulation_steps"]

    private static func optimizer(_ value: JSONValue) -> JSONValue {
        guard var wrapper = value.object else { return value }
        if wrapper["module"] == nil {
            wrapper["module"] = "keras.optimizers"
            wrapper["registered_name"] = .some(.null)
        }
        if var config = wrapper["config"]?.object {
            for name in laterSettings where config[name] == .some(.null) { config[name] = nil }
            wrapper["config"] = .object(config)
        }
        return .object(wrapper)
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
