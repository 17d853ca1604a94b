/// What a kernel is planned for.
public struct KernelProblem: Sendable {
    /// The sizes of the operator's inputs; nothing for absent ones.
    public var inputs: [[Int]?]
    public var output: [Int]
    public var instructionSet: InstructionSet

    public init(inputs: [[Int]?], output: [Int], instructionSet: InstructionSet) {
        self.inputs = inputs
        self.output = output
        self.instructionSet = instructionSet
    }

    /// The sizes of an input that is not optional.
    func input(_ index: Int) -> [Int] { inputs[index] ?? [] }

    func has(_ index: Int) -> Bool { inputs[index] != nil }
}

/// An operator's float32 implementation, planned once for the sizes of its inputs.
///
/// Work is cut into parts that may run on any thread, in any order. Parts depend on sizes only and each output element belongs
/// to one part, so results do not depend on the number of threads.
public protocol Kernel: Sendable {
    /// Floats that the packed parameters take.
    var packedCount: Int { get }

    /// Rearranges the parameters for ``run(part:_:)``; called once for a set of parameters.
    ///
    /// - Throws: what reading the parameters throws.
    func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError)

    var partCount: Int { get }

    /// Floats of scratch that a part may use; their contents are arbitrary.
    var scratchCount: Int { get }

    /// Whether the output may lie where the first input is.
    var worksInPlace: Bool { get }

    /// The kernel that also does the work of `next`, the only user of its output; nothing where it is better done on its own.
    /// Results are the same bits.
    ///
    /// - Parameter problem: what `next` is planned for.
    func absorbing(_ next: any Operator, _ problem: KernelProblem) -> (any Kernel)?

    /// Computes one part of the output, without allocating.
    func run(part: Int, _ arguments: KernelArguments)
}

extension Kernel {
    public var packedCount: Int { 0 }
    public func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError) {}
    public var scratchCount: Int { 0 }
    public var worksInPlace: Bool { false }
    public func absorbing(_ next: any Operator, _ problem: KernelProblem) -> (any Kernel)? { nil }
}

/// What a running kernel reads and writes.
///
/// Not safe by construction: it is valid during the call that it is passed to and must not outlive it. The executor sized each
/// buffer by the same problem that the kernel was planned for.
@unsafe public struct KernelArguments {
    /// The inputs' elements; nothing for packed parameters and absent inputs.
    package let inputs: UnsafeBufferPointer<UnsafePointer<Float>?>
    package let packed: UnsafePointer<Float>
    package let output: UnsafeMutablePointer<Float>
    package let scratch: UnsafeMutablePointer<Float>

    package init(
        inputs: UnsafeBufferPointer<UnsafePointer<Float>?>, packed: UnsafePointer<Float>,
        output: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
    ) {
        unsafe (self.inputs, self.packed) = unsafe (inputs, packed)
        unsafe (self.output, self.scratch) = unsafe (output, scratch)
    }

    /// The elements of an input that is not optional.
    func input(_ index: Int) -> UnsafePointer<Float> {
        unsafe inputs[index].unsafelyUnwrapped
    }
}
