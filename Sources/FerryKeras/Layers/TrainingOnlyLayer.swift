internal import FerryCore

/// Layers that do something in training and are the identity at inference. Ferry cannot train models that hold them.
///
/// Read in Keras's sources: RandomCrop resizes at inference, AutoContrast and Equalization always act, so they are not here.
struct TrainingOnlyLayer: KerasLayerCodec {
    let classNames = [
        "ActivityRegularization", "AlphaDropout", "AugMix", "CutMix", "MixUp", "RandAugment",
        "RandomBrightness", "RandomColorDegeneration", "RandomColorJitter", "RandomContrast", "RandomElasticTransform",
        "RandomErasing", "RandomFlip", "RandomGaussianBlur", "RandomGrayscale", "RandomHeight", "RandomHue", "RandomInvert",
        "RandomPerspective", "RandomPosterization", "RandomRotation", "RandomSaturation", "RandomSharpness", "RandomShear",
        "RandomTranslation", "RandomWidth", "RandomZoom", "Solarization",
    ]
    /// All that these classes write: none of it matters at inference.
    let ignoredKeys: Set<String> = [
        "all_ops", "alpha", "addition_factor", "bounding_box_format", "brightness_factor", "chain_depth", "contrast_factor",
        "data_format", "factor", "fill_mode", "fill_value", "height_factor", "hue_factor", "interpolation", "kernel_size", "l1",
        "l2", "mode", "noise_shape", "num_chains", "num_ops", "rate", "saturation_factor", "scale", "seed", "sigma",
        "threshold_factor", "value_range", "width_factor", "x_factor", "y_factor",
    ]

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        { inputs, builder in try builder.output(Identity(inTraining: .unknown), [try builder.only(inputs)]) }
    }
}

/// Layers that are the identity at inference, and in training something that Ferry does.
struct IdentityLayer: KerasLayerCodec {
    let classNames = ["Identity", "GaussianNoise"]
    let ignoredKeys: Set<String> = ["seed"]

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        var identity = Identity()
        if configuration.className == "GaussianNoise" {
            identity.inTraining = .noise(deviation: configuration.number("stddev"))
        }
        return { [identity] (inputs, builder) throws(FerryError) in
            try builder.output(identity, [try builder.only(inputs)])
        }
    }
}

extension IdentityLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let identity = node.operation as? Identity else { return nil }
        switch identity.inTraining {
        case .unchanged: return KerasDescription("Identity")
        case .noise(let deviation): return KerasDescription("GaussianNoise", ["stddev": .number(deviation)])
        case .unknown: throw node.unsupported("something unknown that it does in training")
        }
    }
}
