/// How an optimizer changes parameters by their gradients.
public protocol UpdateRule: Sendable {
    /// How many numbers it keeps beside each parameter.
    var slotCount: Int { get }

    /// Adds up the shards' gradients in their order and updates some of the elements, without allocating.
    func update(_ arguments: UpdateArguments)
}

/// What an update reads and writes: some elements of a ``ParameterBlock``.
///
/// Not safe by construction: it is valid during the call that it is passed to and must not outlive it.
@unsafe public struct UpdateArguments {
    package let count: Int
    /// The first of `count` parameters.
    package let values: UnsafeMutablePointer<Float>
    /// The first of `count` gradients of the first shard; those of the next shard lie `stride` further.
    package let gradients: UnsafePointer<Float>
    package let shardCount: Int
    /// The first of `count` elements of the first slot; those of the next slot lie `stride` further.
    package let slots: UnsafeMutablePointer<Float>
    package let stride: Int
    package let learningRate: Float
    /// How many updates there were before this one.
    package let iteration: Int

    package init(
        count: Int, values: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, shardCount: Int,
        slots: UnsafeMutablePointer<Float>, stride: Int, learningRate: Float, iteration: Int
    ) {
        unsafe (self.values, self.gradients, self.slots) = unsafe (values, gradients, slots)
        unsafe (self.count, self.shardCount, self.stride) = (count, shardCount, stride)
        unsafe (self.learningRate, self.iteration) = (learningRate, iteration)
    }
}
