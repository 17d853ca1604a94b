public import FerryCore

/// Architectures that come with Ferry: to be trained, and for files that hold weights only.
public enum KerasRecipes {
    /// Names, and the architectures as Keras's JSON.
    static let all = ["mnist-cnn": mnistCNN, "lenet5": lenet5, "vgg-small": vggSmall, "resnet-small": resnetSmall]

    public static var names: [String] { all.keys.sorted() }

    /// The model of this name with weights as they are before training.
    ///
    /// - Throws: `usage` where there is none of this name.
    public static func model(named name: String, seed: UInt64) throws(FerryError) -> Model {
        guard let recipe = all[name] else {
            throw FerryError(
                .usage, "no architecture is named '\(name)'", expected: names.joined(separator: ", "),
                remedy: Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'?" })
        }
        let document = KerasDocument(try JSONParser.parse(recipe), at: KerasPlace(document: name), version: nil)
        return try KerasReading(table: .standard, format: "keras", options: ReadOptions()).untrained(document, seed: seed)
    }

    /// The convolutional network for MNIST that Keras's documentation trains, with its layers' names in a fresh process.
    private static let mnistCNN = """
        {"module": "keras", "class_name": "Sequential", "registered_name": null, "config": {"name": "sequential", "layers": [
        {"module": "keras.layers", "class_name": "InputLayer", "config": {"name": "input_layer",
         "batch_shape": [null, 28, 28, 1], "dtype": "float32"}},
        {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "conv2d",
         "filters": 32, "kernel_size": [3, 3], "activation": "relu"}},
        {"module": "keras.layers", "class_name": "MaxPooling2D", "config": {"name": "max_pooling2d", "pool_size": [2, 2]}},
        {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "conv2d_1",
         "filters": 64, "kernel_size": [3, 3], "activation": "relu"}},
        {"module": "keras.layers", "class_name": "MaxPooling2D", "config": {"name": "max_pooling2d_1", "pool_size": [2, 2]}},
        {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "conv2d_2",
         "filters": 64, "kernel_size": [3, 3], "activation": "relu"}},
        {"module": "keras.layers", "class_name": "Flatten", "config": {"name": "flatten"}},
        {"module": "keras.layers", "class_name": "Dense", "config": {"name": "dense", "units": 64, "activation": "relu"}},
        {"module": "keras.layers", "class_name": "Dropout", "config": {"name": "dropout", "rate": 0.5}},
        {"module": "keras.layers", "class_name": "Dense", "config": {"name": "dense_1", "units": 10, "activation": "softmax"}}
        ]}}
        """
}
