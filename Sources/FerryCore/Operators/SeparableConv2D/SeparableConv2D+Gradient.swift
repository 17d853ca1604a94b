extension SeparableConv2D {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        SeparableTrainingKernel(self, problem)
    }
}

/// The kernels of both steps, and what is between them.
private struct SeparableTrainingKernel: TrainingKernel {
    private let depthwise: DepthwiseTrainingKernel
    private let pointwise: any TrainingKernel
    private let betweenCount: Int

    init?(_ operation: SeparableConv2D, _ problem: TrainingProblem) {
        let sizes = problem.sizes
        let between = Array(sizes.output.dropLast()) + [sizes.input(2)[2]]
        depthwise = DepthwiseTrainingKernel(
            operation.depthwise,
            TrainingProblem(
                KernelProblem(
                    inputs: [sizes.inputs[0], sizes.inputs[1], nil], output: between, instructionSet: sizes.instructionSet),
                wantsGradient: [problem.wants(0), problem.wants(1), false]))
        let pointwise = operation.pointwise.trainingKernel(
            for: TrainingProblem(
                KernelProblem(
                    inputs: [between, sizes.inputs[2], sizes.inputs[3]], output: sizes.output,
                    instructionSet: sizes.instructionSet),
                wantsGradient: [problem.wants(0) || problem.wants(1), problem.wants(2), problem.wants(3)]))
        guard let pointwise else { return nil }
        self.pointwise = pointwise
        betweenCount = FloatBuffer.aligned(between.elementCount)
    }

    var packedCount: Int { pointwise.packedCount }
    var savedCount: Int { betweenCount + pointwise.savedCount }
    var scratchCount: Int { betweenCount + pointwise.scratchCount }

    func pack(_ parameters: TrainingParameters) {
        // The pointwise step's kernel and bias are its inputs 1 and 2.
        let elements = unsafe UnsafeBufferPointer(rebasing: parameters.elements[1...])
        unsafe pointwise.pack(TrainingParameters(elements, packed: parameters.packed))
    }

    func forward(_ arguments: TrainingArguments) {
        unsafe withSteps(arguments) { first, second in
            unsafe depthwise.forward(first)
            unsafe pointwise.forward(second)
        }
    }

    func backward(_ arguments: TrainingArguments) {
        unsafe withSteps(arguments) { first, second in
            unsafe pointwise.backward(second)
            unsafe depthwise.backward(first)
        }
    }

    /// Calls `body` with what each step reads and writes: the output of the first is saved, its gradient is scratch.
    private func withSteps(
        _ arguments: TrainingArguments, _ body: (_ first: TrainingArguments, _ second: TrainingArguments) -> Void
    ) {
        // Safety: the buffers have the counts asked for, of which the first `betweenCount` are the steps' meeting point.
        let (between, gradient) = unsafe (arguments.saved, arguments.scratch)
        let (x, gradients) = unsafe (arguments.inputs, arguments.inputGradients)
        unsafe withPointers(x[0], x[1], nil) { firstInputs in
            unsafe withPointers(gradients[0], gradients[1], nil) { firstGradients in
                unsafe withPointers(UnsafePointer(between), x[2], x[3]) { secondInputs in
                    unsafe withPointers(gradient, gradients[2], gradients[3]) { secondGradients in
                        let saved = unsafe arguments.saved + betweenCount
                        let scratch = unsafe arguments.scratch + betweenCount
                        let first = unsafe TrainingArguments(
                            inputs: firstInputs, inputGradients: firstGradients, output: between, outputGradient: gradient,
                            packed: arguments.packed, saved: saved, scratch: scratch, shared: arguments.shared,
                            firstSample: arguments.firstSample, key: arguments.key)
                        let second = unsafe TrainingArguments(
                            inputs: secondInputs, inputGradients: secondGradients, output: arguments.output,
                            outputGradient: arguments.outputGradient, packed: arguments.packed, saved: saved,
                            scratch: scratch, shared: arguments.shared, firstSample: arguments.firstSample,
                            key: arguments.key)
                        unsafe body(first, second)
                    }
                }
            }
        }
    }

    /// Calls `body` with three pointers side by side, on the stack.
    private func withPointers<Pointer>(
        _ first: Pointer?, _ second: Pointer?, _ third: Pointer?, _ body: (UnsafeBufferPointer<Pointer?>) -> Void
    ) {
        unsafe withUnsafeTemporaryAllocation(of: Pointer?.self, capacity: 3) { pointers in
            unsafe pointers.initializeElement(at: 0, to: first)
            unsafe pointers.initializeElement(at: 1, to: second)
            unsafe pointers.initializeElement(at: 2, to: third)
            unsafe body(UnsafeBufferPointer(pointers))
        }
    }
}
