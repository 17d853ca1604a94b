internal import CFerryKernels

/// The memory that a plan works in, with every address that its kernels are called with.
///
/// A context is a shard in the memory of whoever takes it: the thread's own, which stays in its caches, or the shard's where
/// shards wait for each other in the middle.
@safe final class TrainingMemory {
    /// A node's addresses in one context.
    @unsafe private struct NodeAddresses {
        let inputs: UnsafeBufferPointer<UnsafePointer<Float>?>
        let inputGradients: UnsafeBufferPointer<UnsafeMutablePointer<Float>?>
        let output: UnsafeMutablePointer<Float>
        let outputGradient: UnsafeMutablePointer<Float>
        let saved: UnsafeMutablePointer<Float>
        let scratch: UnsafeMutablePointer<Float>
    }

    /// One for each number of samples that a shard may have; they differ in nothing else.
    private let plans: [TrainingPlan]
    private let block: ParameterBlock
    private let kernels: UnsafePointer<ferry_kernels>
    private let arenas: FloatBuffer
    private let arenaCount: Int
    private let packed: FloatBuffer
    private let shared: FloatBuffer
    private let partials: UnsafeMutablePointer<Double>
    private let parameters: UnsafeMutableBufferPointer<UnsafeMutablePointer<Float>?>
    private let inputs: UnsafeMutableBufferPointer<UnsafePointer<Float>?>
    private let inputGradients: UnsafeMutableBufferPointer<UnsafeMutablePointer<Float>?>
    /// Of all nodes, of all contexts, of all plans.
    private var addresses: [NodeAddresses] = unsafe []
    private let contextCount: Int
    /// Where each node's inputs begin among those of a context.
    private let firstInputs: [Int]

    init(_ plans: [TrainingPlan], _ block: ParameterBlock, workerCount: Int, _ instructionSet: InstructionSet) {
        (self.plans, self.block) = (plans, block)
        unsafe kernels = unsafe instructionSet.kernels
        let layout = plans[0].layout
        arenaCount = plans.reduce(0) { max($0, $1.layout.arenaCount) }
        arenas = FloatBuffer(count: arenaCount * (plans[0].isBatchwise ? block.shardCount : workerCount))
        contextCount = plans[0].isBatchwise ? block.shardCount : workerCount * block.shardCount
        packed = FloatBuffer(count: layout.packedCount)
        shared = FloatBuffer(count: layout.sharedCount)
        unsafe partials = .allocate(capacity: max(layout.partialCount * block.shardCount, 1))
        var total = 0
        firstInputs = plans[0].nodes.map { node in
            defer { total += node.inputs.count }
            return total
        }
        unsafe parameters = .allocate(capacity: total)
        unsafe inputs = .allocate(capacity: total * contextCount * plans.count)
        unsafe inputGradients = .allocate(capacity: total * contextCount * plans.count)
        addParameters()
        for index in plans.indices {
            precondition(plans[index].layout.packedCount == layout.packedCount, "packed parameters depend on the samples")
            for context in 0..<contextCount {
                addContext(context, of: plans[index], firstInput: (index * contextCount + context) * total)
            }
        }
    }

    deinit {
        unsafe partials.deallocate()
        unsafe parameters.deallocate()
        unsafe inputs.deallocate()
        unsafe inputGradients.deallocate()
    }

    private func context(_ call: TrainingCall) -> Int {
        plans[0].isBatchwise ? call.shard : call.worker * block.shardCount + call.shard
    }

    private func arena(of context: Int) -> UnsafeMutablePointer<Float> {
        unsafe arenas.start + (plans[0].isBatchwise ? context : context / block.shardCount) * arenaCount
    }

    private func gradients(of shard: Int) -> UnsafeMutablePointer<Float> {
        unsafe block.gradients.start + shard * block.trainableCount
    }

    // Safety: the layout's places lie inside of the arena, the block and the other buffers, which were made for the plan and live
    // as long as this.
    private func addContext(_ context: Int, of plan: TrainingPlan, firstInput: Int) {
        let arena = unsafe arena(of: context)
        let gradients = unsafe gradients(of: context % block.shardCount)
        for (index, places) in plan.layout.nodes.enumerated() {
            let first = firstInput + firstInputs[index]
            for (input, place) in places.inputs.enumerated() {
                let address: UnsafeMutablePointer<Float>? =
                    switch place {
                    case .arena(let start): unsafe arena + start
                    case .block(let start): unsafe block.values.start + start
                    case nil: nil
                    }
                unsafe inputs.initializeElement(at: first + input, to: unsafe address.map { unsafe UnsafePointer($0) })
                let gradient = unsafe places.inputGradients[input].map { unsafe self.address(of: $0, arena, gradients) }
                unsafe inputGradients.initializeElement(at: first + input, to: gradient)
            }
            let range = first..<first + places.inputs.count
            unsafe addresses.append(
                NodeAddresses(
                    inputs: UnsafeBufferPointer(rebasing: inputs[range]),
                    inputGradients: UnsafeBufferPointer(rebasing: inputGradients[range]), output: arena + places.output,
                    outputGradient: arena + (places.outputGradient ?? 0), saved: arena + places.saved,
                    scratch: arena + plan.layout.scratch))
        }
    }

    private func address(
        of place: TrainingLayout.Place, _ arena: UnsafeMutablePointer<Float>, _ gradients: UnsafeMutablePointer<Float>
    ) -> UnsafeMutablePointer<Float> {
        switch place {
        case .arena(let start): unsafe arena + start
        case .block(let start): unsafe gradients + start
        }
    }

    private func addParameters() {
        for (index, places) in plans[0].layout.nodes.enumerated() {
            for (input, place) in places.inputs.enumerated() {
                var address: UnsafeMutablePointer<Float>?
                if case .block(let start) = place { unsafe address = unsafe block.values.start + start }
                unsafe parameters.initializeElement(at: firstInputs[index] + input, to: address)
            }
        }
    }

    private func parameters(of node: Int) -> TrainingParameters {
        let range = firstInputs[node]..<firstInputs[node] + plans[0].nodes[node].inputs.count
        return unsafe TrainingParameters(
            UnsafeBufferPointer(UnsafeMutableBufferPointer(rebasing: parameters[range])),
            packed: packed.start + plans[0].layout.nodes[node].packed)
    }

    func pack(node: Int) { unsafe plans[0].nodes[node].kernel.pack(parameters(of: node)) }

    func clearGradients(shard: Int) {
        unsafe gradients(of: shard).update(repeating: 0, count: block.trainableCount)
    }

    func forward(node: Int, _ call: TrainingCall) {
        unsafe plans[call.plan].nodes[node].kernel.forward(arguments(node, call))
    }

    func backward(node: Int, _ call: TrainingCall) {
        unsafe plans[call.plan].nodes[node].kernel.backward(arguments(node, call))
        let arena = unsafe arena(of: context(call))
        for addition in plans[call.plan].layout.nodes[node].additions {
            let target = unsafe address(of: addition.target, arena, gradients(of: call.shard))
            unsafe kernels.pointee.combine(ferry_add, addition.count, target, 1, arena + addition.source, 1, target)
        }
    }

    func sumForward(node: Int, _ call: TrainingCall) {
        guard let kernel = plans[call.plan].nodes[node].kernel as? any BatchwiseTrainingKernel else { return }
        unsafe kernel.sumForward(arguments(node, call), into: partial(node, kernel, shard: call.shard))
    }

    func sumBackward(node: Int, _ call: TrainingCall) {
        guard let kernel = plans[call.plan].nodes[node].kernel as? any BatchwiseTrainingKernel else { return }
        unsafe kernel.sumBackward(arguments(node, call), into: partial(node, kernel, shard: call.shard))
    }

    /// Puts all shards' sums together.
    ///
    /// - Parameter batch: the sizes of the whole batch's first input.
    func combine(node: Int, isForward: Bool, shardCount: Int, batch: [Int]) {
        guard let kernel = plans[0].nodes[node].kernel as? any BatchwiseTrainingKernel else { return }
        let partials = unsafe UnsafePointer(partial(node, kernel, shard: 0))
        let shared = unsafe self.shared.start + plans[0].layout.nodes[node].shared
        if isForward {
            unsafe kernel.combineForward(
                partials, shardCount: shardCount, batch: batch, parameters: parameters(of: node), into: shared)
        } else {
            unsafe kernel.combineBackward(partials, shardCount: shardCount, batch: batch, into: shared)
        }
    }

    private func partial(
        _ node: Int, _ kernel: any BatchwiseTrainingKernel, shard: Int
    ) -> UnsafeMutablePointer<Double> {
        unsafe partials + plans[0].layout.nodes[node].partial * block.shardCount + shard * kernel.partialCount
    }

    private func arguments(_ node: Int, _ call: TrainingCall) -> TrainingArguments {
        let places = plans[call.plan].layout.nodes[node]
        let first = (call.plan * contextCount + context(call)) * firstInputs.count
        let addresses = unsafe addresses[first + node]
        return unsafe TrainingArguments(
            inputs: addresses.inputs, inputGradients: addresses.inputGradients, output: addresses.output,
            outputGradient: addresses.outputGradient, packed: UnsafePointer(packed.start + places.packed),
            saved: addresses.saved, scratch: addresses.scratch, shared: UnsafePointer(shared.start + places.shared),
            firstSample: call.samples.lowerBound, key: call.key &+ UInt64(node))
    }

    /// Calls `body` with the place of each input that is read.
    func withInputs(_ call: TrainingCall, _ body: (_ name: String, inout MutableSpan<Float>) -> Void) {
        let arena = unsafe arena(of: context(call))
        for input in plans[call.plan].layout.inputs {
            var span = unsafe MutableSpan(_unsafeStart: arena + input.start, count: input.count)
            body(input.name, &span)
        }
    }

    /// Calls `body` with what the loss is a function of, and the place of its gradient.
    func withOutput(_ call: TrainingCall, _ body: (Span<Float>, inout MutableSpan<Float>) -> Void) {
        let arena = unsafe arena(of: context(call))
        let layout = plans[call.plan].layout
        let output = unsafe Span(_unsafeStart: UnsafePointer(arena + layout.output), count: layout.outputCount)
        var gradient = unsafe MutableSpan(_unsafeStart: arena + layout.outputGradient, count: layout.outputCount)
        body(output, &gradient)
    }
}

/// One thread's turn at a shard.
struct TrainingCall {
    /// Which of the memory's plans fits the shard's samples.
    let plan: Int
    let shard: Int
    let samples: Range<Int>
    let worker: Int
    let key: UInt64
}
