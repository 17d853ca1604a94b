/// Configuration keys that change nothing at inference.
public enum KerasKeys {
    /// Keys that any layer may have. `dtype` is among them because it is read before the layer's own keys.
    public static let everywhere: Set<String> = [
        "name", "trainable", "dtype", "batch_input_shape", "input_dtype", "activity_regularizer", "autocast", "dynamic",
        "rng_type",
    ]

    /// How weights of these names begin, and what holds them back in training.
    public static func training(_ weights: String...) -> Set<String> {
        Set(weights.flatMap { ["\($0)_initializer", "\($0)_regularizer", "\($0)_constraint"] })
    }
}
