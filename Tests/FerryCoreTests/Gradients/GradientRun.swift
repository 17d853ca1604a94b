@testable import FerryCore

/// Takes a batch through a training kernel and back, in guarded memory, one shard after the other.
struct GradientRun {
    struct Result {
        var output: [Float]
        /// For each input that a gradient was asked for.
        var gradients: [[Float]?]
        /// The inputs as they are afterwards: moving statistics change.
        var inputs: [[Float]?]
        /// Whether nothing was written before the start of any memory.
        var isIntact: Bool
    }

    let operation: any Operator
    /// Of the whole batch; the output is the last follower's.
    let inputs: [Tensor<Float>?]
    let outputShape: [Int]
    let instructionSet: InstructionSet
    var wants: [Bool]
    var key: UInt64 = 99
    /// What parameters' gradients begin with: kernels add to them.
    var initialGradient: Float = 0
    /// Operators that the kernel is to absorb, in this order.
    let followers: [any Operator]

    init(
        _ operation: any Operator, _ inputs: [Tensor<Float>?], outputShape: [Int], _ instructionSet: InstructionSet,
        followers: [any Operator] = [], wants: [Bool]? = nil
    ) {
        self.followers = followers
        (self.operation, self.inputs) = (operation, inputs)
        (self.outputShape, self.instructionSet) = (outputShape, instructionSet)
        self.wants =
            wants ?? inputs.indices.map { inputs[$0] != nil && operation.role(ofInput: $0).kind != .state }
    }

    init(_ problem: GradientProblem, _ instructionSet: InstructionSet) {
        self.init(
            problem.problem.operation, problem.inputs, outputShape: problem.output.shape, instructionSet,
            followers: problem.followers, wants: problem.wants)
    }

    private func isData(_ index: Int) -> Bool { operation.role(ofInput: index).kind == .data }

    /// The kernel for some samples of the batch; nothing where the operator has none, or does not absorb what it should.
    func kernel(samples: Int) -> (any TrainingKernel)? {
        let shapes = inputs.enumerated().map { index, tensor in
            tensor.map { isData(index) ? [samples] + $0.shape.dropFirst() : $0.shape }
        }
        // A whole batch keeps its shapes: an input may be the same for all samples.
        let whole = samples == outputShape[0]
        let problem = TrainingProblem(
            problem(operation, whole ? inputs.map { $0?.shape } : shapes), wantsGradient: wants)
        var kernel = operation.trainingKernel(for: problem)
        var last = problem.sizes.output
        for follower in followers {
            let sizes = self.problem(follower, [last])
            kernel = kernel?.absorbing(follower, TrainingProblem(sizes, wantsGradient: [true]))
            last = sizes.output
        }
        return kernel
    }

    private func problem(_ operation: any Operator, _ shapes: [[Int]?]) -> KernelProblem {
        let types = shapes.map { $0.map { TensorType($0.map(Dimension.fixed)) } }
        let output = try? operation.outputType(for: types).shape.compactMap(\.size)
        return KernelProblem(inputs: shapes, output: output ?? [], instructionSet: instructionSet)
    }

    /// - Parameter shards: how many samples each has.
    /// - Returns: nothing where there is no kernel.
    func run(_ outputGradient: [Float], shards: [Int]? = nil) -> Result? {
        let sizes = shards ?? [outputShape[0]]
        var memories: [ShardMemory] = []
        // Parameters are the same memory for all shards.
        let parameters = inputs.enumerated().map { index, tensor in
            isData(index) ? nil : tensor.map { GuardedFloats($0.elements) }
        }
        var first = 0
        for size in sizes {
            guard let kernel = kernel(samples: size) else { return nil }
            memories.append(ShardMemory(self, kernel, first..<first + size, parameters, outputGradient))
            first += size
        }
        let packed = GuardedFloats(unwritten: memories[0].kernel.packedCount)
        pack(memories[0].kernel, parameters, packed)
        let shared = pass(memories, packed, parameters)
        var result = Result(
            output: [], gradients: inputs.map { _ in nil }, inputs: parameters.map { $0?.elements }, isIntact: true)
        result.isIntact = packed.isIntactBefore && shared.isIntactBefore
        for memory in memories {
            result.output += memory.output.elements
            result.isIntact = result.isIntact && memory.isIntact
            for index in inputs.indices {
                guard let elements = memory.gradients[index]?.elements else { continue }
                if isData(index) {
                    result.gradients[index] = (result.gradients[index] ?? []) + elements
                } else {
                    result.gradients[index] = result.gradients[index].map { zip($0, elements).map(+) } ?? elements
                }
            }
        }
        return result
    }

    private func withParameters(
        _ parameters: [GuardedFloats?], _ packed: GuardedFloats, _ body: (TrainingParameters) -> Void
    ) {
        let pointers = unsafe parameters.map { memory in unsafe memory.map { unsafe $0.start } }
        unsafe pointers.withUnsafeBufferPointer { pointers in
            unsafe body(TrainingParameters(pointers, packed: packed.start))
        }
    }

    private func pack(_ kernel: any TrainingKernel, _ parameters: [GuardedFloats?], _ packed: GuardedFloats) {
        unsafe withParameters(parameters, packed) { unsafe kernel.pack($0) }
    }

    /// All directions of all shards, in the order of a training step.
    private func pass(
        _ memories: [ShardMemory], _ packed: GuardedFloats, _ parameters: [GuardedFloats?]
    ) -> GuardedFloats {
        guard let kernel = memories[0].kernel as? any BatchwiseTrainingKernel else {
            let shared = GuardedFloats(unwritten: 0)
            for memory in memories {
                unsafe memory.withArguments(packed, shared) { unsafe memory.kernel.forward($0) }
                unsafe memory.withArguments(packed, shared) { unsafe memory.kernel.backward($0) }
            }
            return shared
        }
        let shared = GuardedFloats(unwritten: kernel.sharedCount)
        var partials = [Double](repeating: .nan, count: kernel.partialCount * memories.count)
        let batch = inputs[0]!.shape
        unsafe partials.withUnsafeMutableBufferPointer { partials in
            let start = partials.baseAddress!
            for (index, memory) in memories.enumerated() {
                guard let kernel = memory.kernel as? any BatchwiseTrainingKernel else { continue }
                unsafe memory.withArguments(packed, shared) { arguments in
                    unsafe kernel.sumForward(arguments, into: start + index * kernel.partialCount)
                }
            }
            unsafe withParameters(parameters, packed) { parameters in
                unsafe kernel.combineForward(
                    start, shardCount: memories.count, batch: batch, parameters: parameters, into: shared.start)
            }
            for memory in memories { unsafe memory.withArguments(packed, shared) { unsafe memory.kernel.forward($0) } }
            for (index, memory) in memories.enumerated() {
                guard let kernel = memory.kernel as? any BatchwiseTrainingKernel else { continue }
                unsafe memory.withArguments(packed, shared) { arguments in
                    unsafe kernel.sumBackward(arguments, into: start + index * kernel.partialCount)
                }
            }
            unsafe kernel.combineBackward(start, shardCount: memories.count, batch: batch, into: shared.start)
            for memory in memories { unsafe memory.withArguments(packed, shared) { unsafe memory.kernel.backward($0) } }
        }
        return shared
    }
}

/// What one shard reads and writes.
private struct ShardMemory {
    let kernel: any TrainingKernel
    let inputs: [GuardedFloats?]
    let gradients: [GuardedFloats?]
    let output: GuardedFloats
    private let outputGradient: GuardedFloats
    private let saved: GuardedFloats
    private let scratch: GuardedFloats
    private let firstSample: Int
    private let key: UInt64

    init(
        _ run: GradientRun, _ kernel: any TrainingKernel, _ samples: Range<Int>, _ parameters: [GuardedFloats?],
        _ outputGradient: [Float]
    ) {
        self.kernel = kernel
        (firstSample, key) = (samples.lowerBound, run.key)
        let isWhole = samples == 0..<run.outputShape[0]
        func part(_ elements: [Float], _ shape: [Int]) -> [Float] {
            let count = isWhole ? elements.count : elements.count / shape[0]
            return Array(isWhole ? elements[...] : elements[samples.lowerBound * count..<samples.upperBound * count])
        }
        inputs = run.inputs.enumerated().map { index, tensor in
            parameters[index] ?? tensor.map { GuardedFloats(part($0.elements, $0.shape)) }
        }
        let buffers = inputs
        gradients = run.wants.enumerated().map { index, wants in
            guard wants, let input = buffers[index] else { return nil }
            return GuardedFloats(
                [Float](repeating: parameters[index] == nil ? .nan : run.initialGradient, count: input.count))
        }
        let gradient = part(outputGradient, run.outputShape)
        self.outputGradient = GuardedFloats(gradient)
        output = GuardedFloats(unwritten: gradient.count)
        saved = GuardedFloats(unwritten: kernel.savedCount)
        scratch = GuardedFloats(unwritten: kernel.scratchCount)
    }

    var isIntact: Bool {
        ([output, outputGradient, saved, scratch] + (inputs + gradients).compactMap(\.self)).allSatisfy(\.isIntactBefore)
    }

    func withArguments(_ packed: GuardedFloats, _ shared: GuardedFloats, _ body: (TrainingArguments) -> Void) {
        let inputPointers = unsafe inputs.map { memory in unsafe memory.map { unsafe UnsafePointer($0.start) } }
        let gradientPointers = unsafe gradients.map { memory in unsafe memory.map { unsafe $0.start } }
        unsafe inputPointers.withUnsafeBufferPointer { inputPointers in
            unsafe gradientPointers.withUnsafeBufferPointer { gradientPointers in
                unsafe body(
                    TrainingArguments(
                        inputs: inputPointers, inputGradients: gradientPointers, output: output.start,
                        outputGradient: outputGradient.start, packed: UnsafePointer(packed.start), saved: saved.start,
                        scratch: scratch.start, shared: UnsafePointer(shared.start), firstSample: firstSample, key: key))
            }
        }
    }
}
