/// What a training kernel is planned for: one shard of a batch.
public struct TrainingProblem: Sendable {
    /// The sizes of the shard's inputs and output; parameters as they are.
    public var sizes: KernelProblem
    /// For each input, whether the gradient is asked for: never for absent inputs, fixed parameters and what depends on none.
    public var wantsGradient: [Bool]
    /// Whether the node has parameters to train, and all of them are left alone.
    public var isFrozen: Bool

    public init(_ sizes: KernelProblem, wantsGradient: [Bool], isFrozen: Bool = false) {
        self.sizes = sizes
        self.wantsGradient = wantsGradient
        self.isFrozen = isFrozen
    }

    func wants(_ index: Int) -> Bool { index < wantsGradient.count && wantsGradient[index] }
}

/// An operator's float32 implementation for training, planned once for a shard of a batch.
///
/// A batch is cut into shards whose sizes depend on the batch alone. One thread takes a shard forward and back; each shard adds
/// its parameters' gradients into a buffer of its own, and these are added up in the shards' order. So results do not depend on
/// the number of threads.
///
/// How parameters are packed, and what ``BatchwiseTrainingKernel`` sums, does not depend on the shard's number of samples: shards
/// of other sizes use the same.
public protocol TrainingKernel: Sendable {
    /// Floats that the packed parameters take.
    var packedCount: Int { get }

    /// Floats that ``forward(_:)`` leaves to ``backward(_:)``, beside the inputs and the output.
    var savedCount: Int { get }

    /// Floats of scratch that a call may use; their contents are arbitrary.
    var scratchCount: Int { get }

    /// Rearranges the parameters for both directions; called after each update, without allocating.
    ///
    func pack(_ parameters: TrainingParameters)

    /// Computes the shard's output in training mode.
    func forward(_ arguments: TrainingArguments)

    /// Computes the gradients that are asked for from the output's gradient, which it may write over.
    ///
    /// It writes over the gradients of data, and adds to those of parameters.
    func backward(_ arguments: TrainingArguments)

    /// The kernel that also does the work of `next`, the only user of its output; nothing where it is better done on its own.
    ///
    /// - Parameter problem: what `next` is planned for.
    func absorbing(_ next: any Operator, _ problem: TrainingProblem) -> (any TrainingKernel)?
}

extension TrainingKernel {
    public var packedCount: Int { 0 }
    public var savedCount: Int { 0 }
    public var scratchCount: Int { 0 }
    public func pack(_ parameters: TrainingParameters) {}
    public func absorbing(_ next: any Operator, _ problem: TrainingProblem) -> (any TrainingKernel)? { nil }
}

/// A kernel that needs sums over the whole batch before it can go on, in both directions: batch normalization.
package protocol BatchwiseTrainingKernel: TrainingKernel {
    /// Doubles of the sums that a shard contributes in either direction.
    var partialCount: Int { get }

    /// Floats that all shards read once the sums are known.
    var sharedCount: Int { get }

    /// Sums over the shard's inputs, before ``forward(_:)``.
    func sumForward(_ arguments: TrainingArguments, into partial: UnsafeMutablePointer<Double>)

    /// Makes of the shards' sums, which lie one behind the other, what ``forward(_:)`` reads, and updates the state.
    ///
    /// - Parameters:
    ///   - batch: the sizes of the whole batch's first input.
    ///   - parameters: those whose role is `state`, such as moving averages, are updated.
    func combineForward(
        _ partials: UnsafePointer<Double>, shardCount: Int, batch: [Int], parameters: TrainingParameters,
        into shared: UnsafeMutablePointer<Float>)

    /// Sums over the shard's output gradients, before ``backward(_:)``; adds to the parameters' gradients.
    func sumBackward(_ arguments: TrainingArguments, into partial: UnsafeMutablePointer<Double>)

    /// Makes of the shards' sums what ``backward(_:)`` reads; `shared` still holds what ``combineForward`` left.
    func combineBackward(
        _ partials: UnsafePointer<Double>, shardCount: Int, batch: [Int], into shared: UnsafeMutablePointer<Float>)
}
