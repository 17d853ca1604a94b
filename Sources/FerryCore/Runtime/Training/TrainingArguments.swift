/// The elements of a node's parameters while a kernel packs or updates them.
///
/// Not safe by construction: it is valid during the call that it is passed to and must not outlive it.
@unsafe public struct TrainingParameters {
    /// One for each input of the operator, row-major; nothing for data and absent ones.
    package let elements: UnsafeBufferPointer<UnsafeMutablePointer<Float>?>
    /// Where ``TrainingKernel/pack(_:)`` leaves what both directions read.
    package let packed: UnsafeMutablePointer<Float>

    package init(_ elements: UnsafeBufferPointer<UnsafeMutablePointer<Float>?>, packed: UnsafeMutablePointer<Float>) {
        unsafe (self.elements, self.packed) = unsafe (elements, packed)
    }

    subscript(index: Int) -> UnsafeMutablePointer<Float>? { unsafe elements[index] }
}

/// What a training kernel reads and writes in one call, for one shard.
///
/// Not safe by construction: it is valid during the call that it is passed to and must not outlive it. Whoever calls sized each
/// buffer by the problem that the kernel was planned for.
@unsafe public struct TrainingArguments {
    /// The elements of the inputs: the shard's of data, all of a parameter; nothing for absent ones.
    package let inputs: UnsafeBufferPointer<UnsafePointer<Float>?>
    /// Where the inputs' gradients go; nothing where they are not asked for. In ``TrainingKernel/backward(_:)`` only.
    package let inputGradients: UnsafeBufferPointer<UnsafeMutablePointer<Float>?>
    package let output: UnsafeMutablePointer<Float>
    /// In ``TrainingKernel/backward(_:)`` only.
    package let outputGradient: UnsafeMutablePointer<Float>
    package let packed: UnsafePointer<Float>
    package let saved: UnsafeMutablePointer<Float>
    package let scratch: UnsafeMutablePointer<Float>
    /// What a ``BatchwiseTrainingKernel`` made of all shards' sums.
    package let shared: UnsafePointer<Float>
    /// Where the shard begins in its batch.
    package let firstSample: Int
    /// Tells this node in this step apart, for ``SplitMix64/init(keyed:_:_:_:)``; the same in both directions.
    package let key: UInt64

    package init(
        inputs: UnsafeBufferPointer<UnsafePointer<Float>?>,
        inputGradients: UnsafeBufferPointer<UnsafeMutablePointer<Float>?>,
        output: UnsafeMutablePointer<Float>, outputGradient: UnsafeMutablePointer<Float>,
        packed: UnsafePointer<Float>, saved: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>,
        shared: UnsafePointer<Float>, firstSample: Int, key: UInt64
    ) {
        unsafe (self.inputs, self.inputGradients) = unsafe (inputs, inputGradients)
        unsafe (self.output, self.outputGradient) = unsafe (output, outputGradient)
        unsafe (self.packed, self.saved, self.scratch, self.shared) = unsafe (packed, saved, scratch, shared)
        unsafe (self.firstSample, self.key) = (firstSample, key)
    }

    /// The elements of an input that is not optional.
    func input(_ index: Int) -> UnsafePointer<Float> { unsafe inputs[index].unsafelyUnwrapped }

    /// Where the gradient of an input goes; nothing where it is not asked for.
    func inputGradient(_ index: Int) -> UnsafeMutablePointer<Float>? { unsafe inputGradients[index] }
}
