internal import FerryCore

extension ActivationLayer {
    static let reLU = ActivationLayer("ReLU", named: "relu") { configuration in
        ReLU(
            maximum: configuration.optionalNumber("max_value"),
            negativeSlope: configuration.number("negative_slope", default: 0),
            threshold: configuration.number("threshold", default: 0))
    }

    /// Keras 2 calls the slope `alpha`.
    static let leakyReLU = ActivationLayer("LeakyReLU", named: "leaky_relu") { configuration in
        let slope = configuration.optionalNumber("negative_slope")
        let alpha = configuration.optionalNumber("alpha")
        return LeakyReLU(negativeSlope: slope ?? alpha ?? 0.3)
    }

    /// A class of Keras 2 only: x above θ, else 0.
    static let thresholdedReLU = ActivationLayer("ThresholdedReLU", named: "thresholded_relu") { configuration in
        Activation(.threshold(threshold: configuration.number("theta", default: 1), value: 0))
    }
}
