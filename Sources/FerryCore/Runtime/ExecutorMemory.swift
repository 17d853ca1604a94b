/// The memory that an executor runs in, and the steps as its threads see them.
@safe final class ExecutorMemory: PartwiseWork {
    /// What differs between the steps' ``KernelArguments``.
    @unsafe private struct StepArguments {
        /// Where the inputs' addresses are.
        let inputs: Range<Int>
        let packed: UnsafePointer<Float>
        let output: UnsafeMutablePointer<Float>
    }

    private let kernels: [any Kernel]
    private let arguments: [StepArguments]
    private let activations: FloatBuffer
    private let parameters: FloatBuffer
    /// As much for each thread.
    private let scratch: FloatBuffer
    private let scratchCount: Int
    /// The inputs' addresses, of all steps one behind the other.
    private let inputs: UnsafeMutableBufferPointer<UnsafePointer<Float>?>

    /// Reserves the memory and packs the parameters, one at a time.
    ///
    /// - Throws: whatever reading the parameters throws.
    init(_ plan: ExecutionPlan, _ model: Model, threadCount: Int) throws(FerryError) {
        activations = FloatBuffer(count: plan.activationCount)
        parameters = FloatBuffer(count: plan.parameterCount)
        scratch = FloatBuffer(count: plan.scratchCount * threadCount)
        scratchCount = plan.scratchCount
        kernels = plan.steps.map(\.kernel)
        unsafe inputs = .allocate(capacity: plan.steps.reduce(0) { $0 + $1.inputs.count })
        // Safety: the plan's places lie inside of the buffers, which were made for it and live as long as this.
        let regions = unsafe (activations: activations.start, parameters: parameters.start)
        func address(_ place: ValuePlace) -> UnsafeMutablePointer<Float> {
            unsafe (place.region == .activations ? regions.activations : regions.parameters) + place.start
        }
        var arguments: [StepArguments] = unsafe []
        var inputCount = 0
        for step in plan.steps {
            let range = inputCount..<inputCount + step.inputs.count
            for (index, place) in zip(range, step.inputs) {
                unsafe inputs.initializeElement(at: index, to: place.map { unsafe UnsafePointer(address($0)) })
            }
            inputCount = range.upperBound
            unsafe arguments.append(
                StepArguments(
                    inputs: range, packed: UnsafePointer(regions.parameters + step.packed.lowerBound),
                    output: address(step.output)))
        }
        unsafe self.arguments = unsafe arguments
        for packing in plan.packings { try pack(packing, model) }
    }

    deinit { unsafe inputs.deallocate() }

    func withElements(of place: ValuePlace, _ body: (inout MutableSpan<Float>) -> Void) {
        switch place.region {
        case .activations: activations.withElements(place.range, body)
        case .parameters: parameters.withElements(place.range, body)
        }
    }

    func run(step: Int, part: Int, worker: Int) {
        // Safety: the plan reserved each range for what the kernel says that it needs; a worker has scratch of its own.
        let step = unsafe (arguments: arguments[step], kernel: kernels[step])
        let arguments = unsafe KernelArguments(
            inputs: UnsafeBufferPointer(rebasing: inputs[step.arguments.inputs]), packed: step.arguments.packed,
            output: step.arguments.output, scratch: scratch.start + worker * scratchCount)
        unsafe step.kernel.run(part: part, arguments)
    }

    private func pack(_ packing: PackingPlan.Packing, _ model: Model) throws(FerryError) {
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
