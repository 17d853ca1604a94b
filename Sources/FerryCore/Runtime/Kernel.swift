/// An operator's float32 implementation, planned once for the sizes of its inputs.
///
/// Work is cut into parts that may run on any thread, in any order. Parts depend on sizes only and each output element belongs
/// to one part, so results do not depend on the number of threads.
public protocol Kernel: Sendable {
    /// Floats that the packed parameters take.
    var packedCount: Int { get }

    /// Rearranges the parameters for ``run(part:_:)``; called once for a set of parameters.
    ///
    /// - Parameter parameters: one for each input of the operator; nothing for data inputs and absent ones.
    func pack(_ parameters: [Tensor<Float>?], into packed: inout MutableSpan<Float>)

    var partCount: Int { get }

    /// Floats of scratch that a part may use; their contents are arbitrary.
    var scratchCount: Int { get }

    /// Computes one part of the output, without allocating.
    func run(part: Int, _ arguments: KernelArguments)
}

/// What a running kernel reads and writes.
///
/// Not safe by construction: it is valid during the call that it is passed to and must not outlive it.
@unsafe public struct KernelArguments {
    /// The data inputs' elements; nothing for parameters and absent inputs.
    let inputs: UnsafeBufferPointer<UnsafeBufferPointer<Float>?>
    let packed: UnsafeBufferPointer<Float>
    let output: UnsafeMutableBufferPointer<Float>
    let scratch: UnsafeMutableBufferPointer<Float>
}
