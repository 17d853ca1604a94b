internal import CFerryKernels

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What all optimizers have.
package struct UpdateLimits: Hashable, Sendable {
    /// Each parameter is lowered by this part of itself, times the learning rate, before the update.
    package var weightDecay: Float
    /// Gradients are clipped to ±this.
    package var clipValue: Float

    package init(weightDecay: Float = 0, clipValue: Float = .infinity) {
        (self.weightDecay, self.clipValue) = (weightDecay, clipValue)
    }
}

/// Gradient descent, with momentum or without.
///
/// Keras `optimizers/sgd.py`. The slot is the momentum, where there is one.
package struct SGDUpdate: UpdateRule {
    package let momentum: Float
    package let isNesterov: Bool
    package let limits: UpdateLimits
    package let instructionSet: InstructionSet

    package init(momentum: Float, isNesterov: Bool, limits: UpdateLimits, _ instructionSet: InstructionSet) {
        (self.momentum, self.isNesterov, self.limits) = (momentum, isNesterov, limits)
        self.instructionSet = instructionSet
    }

    package var slotCount: Int { momentum == 0 ? 0 : 1 }

    package func update(_ arguments: UpdateArguments) {
        var sgd = ferry_sgd(has_momentum: momentum != 0, is_nesterov: isNesterov, momentum: momentum)
        // Safety: the arguments hold `slotCount` slots, as their contract says; the kernel touches `count` elements of each.
        unsafe arguments.withKernelArguments(limits) { update in unsafe instructionSet.kernels.pointee.sgd(update, &sgd) }
    }
}

/// Adam, AdamW with weight decay, and AMSGrad.
///
/// Keras `optimizers/adam.py`: the bias correction is in the learning rate, and epsilon stands outside of the root. The slots are
/// the moments m and v, and the largest v where it is kept.
package struct AdamUpdate: UpdateRule {
    package let beta1: Double
    package let beta2: Double
    package let epsilon: Float
    package let keepsLargest: Bool
    package let limits: UpdateLimits
    package let instructionSet: InstructionSet

    package init(
        beta1: Double, beta2: Double, epsilon: Float, keepsLargest: Bool, limits: UpdateLimits,
        _ instructionSet: InstructionSet
    ) {
        (self.beta1, self.beta2, self.epsilon, self.keepsLargest) = (beta1, beta2, epsilon, keepsLargest)
        (self.limits, self.instructionSet) = (limits, instructionSet)
    }

    package var slotCount: Int { keepsLargest ? 3 : 2 }

    package func update(_ arguments: UpdateArguments) {
        let step = unsafe Float(arguments.iteration + 1)
        let correction = (1 - powf(Float(beta2), step)).squareRoot()
        // The weights are taken in float64 and rounded once, as Python does it.
        var adam = unsafe ferry_adam(
            alpha: arguments.learningRate * correction / (1 - powf(Float(beta1), step)), first_weight: Float(1 - beta1),
            second_weight: Float(1 - beta2), epsilon: epsilon, keeps_largest: keepsLargest)
        // Safety: as for SGD.
        unsafe arguments.withKernelArguments(limits) { update in unsafe instructionSet.kernels.pointee.adam(update, &adam) }
    }
}

/// RMSprop, centered or not, with momentum or without.
///
/// Keras `optimizers/rmsprop.py`. The slots are the mean square, the momentum where there is one, and the mean where it is centered.
package struct RMSpropUpdate: UpdateRule {
    package let rho: Double
    package let momentum: Float
    package let epsilon: Float
    package let isCentered: Bool
    package let limits: UpdateLimits
    package let instructionSet: InstructionSet

    package init(
        rho: Double, momentum: Float, epsilon: Float, isCentered: Bool, limits: UpdateLimits, _ instructionSet: InstructionSet
    ) {
        (self.rho, self.momentum, self.epsilon, self.isCentered) = (rho, momentum, epsilon, isCentered)
        (self.limits, self.instructionSet) = (limits, instructionSet)
    }

    package var slotCount: Int { 1 + (momentum > 0 ? 1 : 0) + (isCentered ? 1 : 0) }

    package func update(_ arguments: UpdateArguments) {
        var rmsprop = ferry_rmsprop(
            rho: Float(rho), weight: Float(1 - rho), momentum: momentum, epsilon: epsilon, has_momentum: momentum > 0,
            is_centered: isCentered)
        // Safety: as for SGD.
        unsafe arguments.withKernelArguments(limits) { update in
            unsafe instructionSet.kernels.pointee.rmsprop(update, &rmsprop)
        }
    }
}

extension UpdateArguments {
    fileprivate func withKernelArguments(_ limits: UpdateLimits, _ body: (UnsafePointer<ferry_update>) -> Void) {
        var update = unsafe ferry_update(
            count: count, values: values, gradients: gradients, shard_count: shardCount, slots: slots, stride: stride,
            rate: learningRate, decay: limits.weightDecay, clip: limits.clipValue)
        unsafe withUnsafePointer(to: &update) { unsafe body($0) }
    }
}
