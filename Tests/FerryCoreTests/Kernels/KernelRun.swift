import FerryCore

/// Runs a kernel in guarded memory.
struct KernelRun {
    let kernel: any Kernel
    private let operation: any Operator
    private let inputs: [Tensor<Float>?]
    private let packed: GuardedFloats
    private let outputCount: Int

    init(_ kernel: any Kernel, _ operation: any Operator, _ inputs: [Tensor<Float>?], outputCount: Int) throws {
        packed = try Self.pack(kernel, KernelParameters(inputs.map { $0.map { MemorySource($0) } }))
        (self.kernel, self.operation, self.inputs, self.outputCount) = (kernel, operation, inputs, outputCount)
    }

    private static func pack(_ kernel: any Kernel, _ parameters: KernelParameters) throws -> GuardedFloats {
        let packed = GuardedFloats(unwritten: kernel.packedCount)
        var span = unsafe MutableSpan(_unsafeStart: packed.start, count: packed.count)
        try kernel.pack(parameters, into: &span)
        return packed
    }

    /// The same with another kernel.
    func with(_ kernel: any Kernel) throws -> KernelRun {
        try KernelRun(kernel, operation, inputs, outputCount: outputCount)
    }

    /// The output of all parts, and whether nothing was written before the start of any memory.
    ///
    /// - Parameter inPlace: whether the first input's memory is the output's.
    func output(backwards: Bool = false, inPlace: Bool = false) -> (elements: [Float], isIntact: Bool) {
        let memory = inputs.enumerated().map { index, tensor in
            tensor.flatMap { operation.role(ofInput: index).kind == .data ? GuardedFloats($0.elements) : nil }
        }
        let output = inPlace ? memory[0] ?? GuardedFloats([]) : GuardedFloats(unwritten: outputCount)
        let scratch = GuardedFloats(unwritten: kernel.scratchCount)
        let pointers = unsafe memory.map { memory in unsafe memory.map { unsafe UnsafePointer($0.start) } }
        withExtendedLifetime((memory, scratch)) {
            unsafe pointers.withUnsafeBufferPointer { pointers in
                let arguments = unsafe KernelArguments(
                    inputs: pointers, packed: UnsafePointer(packed.start), output: output.start, scratch: scratch.start)
                for part in 0..<kernel.partCount {
                    unsafe kernel.run(part: backwards ? kernel.partCount - 1 - part : part, arguments)
                }
            }
        }
        return (output.elements, output.isIntactBefore && scratch.isIntactBefore && packed.isIntactBefore)
    }
}
