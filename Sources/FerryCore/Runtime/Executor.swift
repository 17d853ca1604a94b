/// Runs a model in float32, on one batch size.
///
/// All is planned when it is made: kernels, packed parameters and one stretch of memory that values share whose lifetimes do not
/// meet. A run allocates nothing where every operator has a kernel of its own. Results do not depend on the number of threads.
public final class Executor {
    /// The instruction set of the compute kernels: results may differ between them in the last bits.
    public let instructionSet: InstructionSet
    public let batch: Int

    private let graph: Graph
    private let plan: ExecutionPlan
    private let pool: ThreadPool
    private let memory: ExecutorMemory

    /// Plans the model and packs its parameters.
    ///
    /// - Parameters:
    ///   - threads: how many threads work; nothing for one for each processor.
    ///   - keepsAllValues: whether ``value(named:)`` has every value and not the inputs and outputs alone.
    /// - Throws: `mismatch` where sizes stay open or the model is of another batch size, `usage` where there is nothing to run
    ///   with, and whatever reading the parameters throws.
    public convenience init(
        _ model: Model, batch: Int, threads: Int? = nil, keepsAllValues: Bool = false
    ) throws(FerryError) {
        try self.init(
            model, batch: batch, threads: threads, keepsAllValues: keepsAllValues, instructionSet: InstructionSet.chosen())
    }

    /// Plans for an instruction set that this processor has.
    package init(
        _ model: Model, batch: Int, threads: Int?, keepsAllValues: Bool, instructionSet: InstructionSet
    ) throws(FerryError) {
        self.batch = batch
        self.instructionSet = instructionSet
        graph = model.graph
        plan = try ExecutionPlan(model, batch: batch, keepsAllValues: keepsAllValues, instructionSet)
        pool = threads.map { $0 == ThreadPool.standard.threadCount ? .standard : ThreadPool(threadCount: $0) } ?? .standard
        memory = try ExecutorMemory(plan, model, threadCount: pool.threadCount)
    }

    /// The name of the compute kernels in use: `scalar`, `avx2` or `avx512`.
    public var kernelTableName: String { instructionSet.rawValue }

    /// Bytes of the memory that inputs, outputs and the values between them share.
    public var activationByteCount: Int { plan.activationCount * MemoryLayout<Float>.stride }

    /// Bytes of the packed parameters.
    public var parameterByteCount: Int { plan.parameterCount * MemoryLayout<Float>.stride }

    /// The model's outputs, by name.
    ///
    /// - Parameter inputs: a tensor for each input, `[batch, …]`.
    /// - Throws: `mismatch` where the inputs do not fit.
    public func run(_ inputs: [String: Tensor<Float>]) throws(FerryError) -> [String: Tensor<Float>] {
        let found = try ModelInputs.batch(of: inputs, for: graph)
        guard found == batch || graph.inputs.isEmpty else {
            throw FerryError(
                .mismatch, "the inputs are of another batch size than the executor", expected: "\(batch)", found: "\(found)",
                remedy: "make an executor for a batch of \(found)")
        }
        for (name, tensor) in inputs {
            try withInput(named: name) { elements in
                for index in tensor.elements.indices { elements[index] = tensor.elements[index] }
            }
        }
        run()
        var outputs: [String: Tensor<Float>] = [:]
        for id in graph.outputs { outputs[graph[id].name] = value(named: graph[id].name) }
        return outputs
    }

    /// Runs on what ``withInput(named:_:)`` left, and leaves the results to ``withValue(named:_:)``; allocates nothing.
    public func run() {
        for step in plan.steps.indices { pool.run(memory, step: step, partCount: plan.steps[step].partCount) }
    }

    /// Calls `body` with the place for an input's elements, in row-major order. They stay there for any number of runs.
    ///
    /// - Throws: `mismatch` where the model has no such input.
    public func withInput(named name: String, _ body: (inout MutableSpan<Float>) -> Void) throws(FerryError) {
        guard let place = plan.inputs[name] else {
            throw FerryError(
                .mismatch, "the model has no input named '\(name)'",
                expected: graph.inputs.map { graph[$0].name }.joined(separator: ", "), found: name)
        }
        memory.withElements(of: place, body)
    }

    /// Calls `body` with a value's elements after a run, in row-major order.
    ///
    /// - Throws: `mismatch` where there is no such value, or it was not kept.
    public func withValue(named name: String, _ body: (Span<Float>) -> Void) throws(FerryError) {
        guard let place = plan.kept[name] else {
            throw FerryError(
                .mismatch, "there is no value named '\(name)', or it was not kept",
                expected: graph.outputs.map { graph[$0].name }.joined(separator: ", "), found: name,
                remedy: "make the executor with keepsAllValues")
        }
        memory.withElements(of: place) { body($0.span) }
    }

    /// A value after a run: an input, an output, or any other where all are kept.
    public func value(named name: String) -> Tensor<Float>? {
        guard let place = plan.kept[name] else { return nil }
        var elements: [Float] = []
        memory.withElements(of: place) { span in elements = span.indices.map { span[$0] } }
        return Tensor(shape: place.shape, elements: elements)
    }
}
