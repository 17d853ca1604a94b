internal import FerryCore

/// What the generations of Keras call layers, keys and activations, as far as they differ.
///
/// Compared in the sources and `get_config` of tf_keras 2.21, Keras 3.0.5, 3.5.0 and 3.15.1.
enum LayerDialect {
    /// Values of a key that say no more than its absence.
    enum Values {
        case any
        case these(Set<JSONValue>)

        func contains(_ value: JSONValue) -> Bool {
            if case .these(let values) = self { values.contains(value) } else { true }
        }
    }

    /// Keys that may stand in `className` and that some version of the target does not know.
    static func droppable(_ className: String, from source: KerasGeneration, to target: KerasGeneration) -> [String: Values] {
        var keys = later
        keys.merge(laterOfClass[className] ?? [:]) { _, new in new }
        guard source != target else { return keys }
        keys.merge(target == .keras3 ? keras2 : keras3) { _, new in new }
        keys.merge((target == .keras3 ? keras2OfClass : keras3OfClass)[className] ?? [:]) { _, new in new }
        return keys
    }

    /// Keys that came with later versions of Keras 3 (`optional` and `synchronized`: of both).
    private static let later: [String: Values] = [
        "quantization_config": .these([nil]), "lora_rank": .these([nil]), "lora_alpha": .these([nil]),
    ]

    private static let laterOfClass: [String: [String: Values]] = [
        "InputLayer": ["optional": .these([false]), "ragged": .these([false])],
        "BatchNormalization": [
            "synchronized": .these([false]), "renorm": .these([false]), "renorm_clipping": .these([nil]),
        ],
        "RandomBrightness": ["data_format": .these(["channels_last", nil])],
        "RandomContrast": ["data_format": .these(["channels_last", nil]), "value_range": .these([[0, 255]])],
        "RandomFlip": ["data_format": .these(["channels_last", nil])],
    ]

    /// Keys of Keras 2 alone.
    private static let keras2: [String: Values] = [
        "input_dtype": .any, "input_dim": .any, "input_tensor": .any, "rng_type": .any, "dynamic": .these([false, nil]),
        "autocast": .these([true, nil]), "batch_input_shape": .any,
    ]

    private static let ungrouped: [String: Values] = [
        "groups": .these([1]), "kernel_initializer": .any, "kernel_regularizer": .any, "kernel_constraint": .any,
    ]

    /// They have no weights, and Keras 3 takes none of the keys that all layers have.
    private static let spatial: [String: Values] = [
        "noise_shape": .these([nil]), "trainable": .any, "activity_regularizer": .these([nil]),
    ]

    private static let keras2OfClass: [String: [String: Values]] = [
        "InputLayer": ["type_spec": .these([nil]), "batch_size": .any, "shape": .any],
        "Conv2DTranspose": ["groups": .these([1])],
        // Derived from Conv2D in Keras 2, whose kernel they do not have.
        "DepthwiseConv2D": ungrouped, "SeparableConv2D": ungrouped,
        "SpatialDropout1D": spatial, "SpatialDropout2D": spatial, "SpatialDropout3D": spatial,
        "Softmax": ["robust_masking": .any],
        "BatchNormalization": [
            "fused": .any, "virtual_batch_size": .these([nil]), "adjustment": .these([nil]), "renorm_clipping": .these([nil]),
        ],
    ]

    /// Keys of Keras 3 alone.
    private static let keras3: [String: Values] = ["autocast": .these([true, nil])]

    private static let keras3OfClass: [String: [String: Values]] = [
        "LayerNormalization": ["rms_scaling": .these([false])],
        "RandomRotation": ["data_format": .these(["channels_last", nil])],
        "RandomTranslation": ["data_format": .these(["channels_last", nil])],
        "RandomZoom": ["data_format": .these(["channels_last", nil])],
    ]

    /// Classes that Ferry reads and that only the other generation has.
    static func classesOfOther(_ target: KerasGeneration) -> Set<String> {
        switch target {
        case .keras3: ["RandomHeight", "RandomWidth"]
        case .keras2:
            [
                "AugMix", "CutMix", "MixUp", "RandAugment", "RandomColorDegeneration", "RandomColorJitter",
                "RandomElasticTransform", "RandomErasing", "RandomGaussianBlur", "RandomGrayscale", "RandomHue", "RandomInvert",
                "RandomPerspective", "RandomPosterization", "RandomSaturation", "RandomSharpness", "RandomShear", "Solarization",
            ]
        }
    }

    /// Where Keras looks for the objects that layers hold.
    static let modules = [
        (suffix: "_initializer", module: "keras.initializers"), (suffix: "_regularizer", module: "keras.regularizers"),
        (suffix: "_constraint", module: "keras.constraints"),
    ]

    /// The function called `name` in the words of `target`, but for ``KerasRamp``; nothing where it has none.
    static func activation(_ name: String, as target: KerasGeneration) -> JSONValue? {
        if target == .keras3 { return .string(name) }
        if let known = inKeras2[name] { return known }
        return same.contains(name) ? .string(name) : nil
    }

    private static let same: Set<String> = [
        "elu", "exponential", "gelu", "linear", "mish", "relu", "selu", "sigmoid", "softmax", "softplus", "softsign", "swish",
        "tanh",
    ]

    /// Functions that Keras 2 has under another name, or as layers.
    private static let inKeras2: [String: JSONValue] = [
        "silu": "swish",
        "relu6": layer("ReLU", ["name": "relu6", "max_value": 6.0]),
        "leaky_relu": layer("LeakyReLU", ["name": "leaky_relu", "alpha": 0.2]),
    ]

    private static func layer(_ className: String, _ config: JSONValue) -> JSONValue {
        ["module": "keras.layers", "class_name": .string(className), "config": config, "registered_name": nil]
    }
}
