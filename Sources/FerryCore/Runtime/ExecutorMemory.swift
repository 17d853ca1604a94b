/// The memory that an executor runs in, and the steps as its threads see them.
@safe final class ExecutorMemory: PartwiseWork {
    private let plan: ExecutionPlan
    private let activations: FloatBuffer
    private let parameters: FloatBuffer
    /// As much for each thread.
    private let scratch: FloatBuffer
    /// The inputs' addresses, for all steps one behind the other.
    private let inputs: UnsafeMutableBufferPointer<UnsafePointer<Float>?>
    private let firstInputs: [Int]

    /// Reserves the memory and packs the parameters, one at a time.
    ///
    /// - Throws: whatever reading the parameters throws.
    init(_ plan: ExecutionPlan, _ model: Model, threadCount: Int) throws(FerryError) {
        self.plan = plan
        activations = FloatBuffer(count: plan.activationCount)
        parameters = FloatBuffer(count: plan.parameterCount)
        scratch = FloatBuffer(count: plan.scratchCount * threadCount)
        var firstInputs: [Int] = []
        var inputCount = 0
        for step in plan.steps {
            firstInputs.append(inputCount)
            inputCount += step.inputs.count
        }
        self.firstInputs = firstInputs
        unsafe inputs = .allocate(capacity: inputCount)
        for (index, place) in plan.steps.flatMap(\.inputs).enumerated() {
            // Safety: the plan's places lie inside of the buffers that were made for it.
            unsafe inputs.initializeElement(at: index, to: place.map { unsafe UnsafePointer(start(of: $0)) })
        }
        for packing in plan.packings { try pack(packing, model) }
    }

    deinit { unsafe inputs.deallocate() }

    func withElements(of place: ValuePlace, _ body: (inout MutableSpan<Float>) -> Void) {
        switch place.region {
        case .activations: activations.withElements(place.range, body)
        case .parameters: parameters.withElements(place.range, body)
        }
    }

    func run(step index: Int, part: Int, worker: Int) {
        let step = plan.steps[index]
        // Safety: the plan reserved each range for what the kernel says that it needs; a worker has scratch of its own.
        let arguments = unsafe KernelArguments(
            inputs: UnsafeBufferPointer(rebasing: inputs[firstInputs[index]..<firstInputs[index] + step.inputs.count]),
            packed: UnsafePointer(parameters.start + step.packed.lowerBound), output: start(of: step.output),
            scratch: scratch.start + worker * plan.scratchCount)
        unsafe step.kernel.run(part: part, arguments)
    }

    private func start(of place: ValuePlace) -> UnsafeMutablePointer<Float> {
        switch place.region {
        case .activations: unsafe activations.start + place.start
        case .parameters: unsafe parameters.start + place.start
        }
    }

    private func pack(_ packing: ExecutionPlan.Packing, _ model: Model) throws(FerryError) {
        let sources = KernelParameters(packing.parameters.map { $0.flatMap { model.parameters[$0] } })
        do {
            try parameters.withElements(packing.range) { (packed: inout MutableSpan<Float>) throws(FerryError) in
                if let kernel = packing.kernel {
                    try kernel.pack(sources, into: &packed)
                } else if let constant = try sources.load(0) {
                    for index in constant.elements.indices { packed[index] = constant.elements[index] }
                }
            }
        } catch {
            throw error.at(Location(layer: packing.node))
        }
    }
}
