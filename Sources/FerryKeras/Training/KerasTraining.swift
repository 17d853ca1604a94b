public import FerryCore

/// What Keras's layers ask of training beyond their operators.
public enum KerasTraining {
    private static let suffixes = ["_regularizer", "_constraint"]

    /// Holds a model's layers against what Ferry does in training.
    ///
    /// - Throws: `unsupported`, all at once, where a layer that is trained adds a penalty to the loss or holds its weights back.
    public static func check(_ model: Model) throws(FerryError) {
        var problems: [FerryError] = []
        for layer in model.layers {
            guard let configuration = layer.configuration?["config"] ?? layer.configuration,
                configuration["trainable"]?.bool != false
            else { continue }
            for (key, value) in configuration.object?.members ?? [] {
                guard !value.isNull, suffixes.contains(where: key.hasSuffix) else { continue }
                problems.append(
                    FerryError(
                        .unsupported, "layer '\(layer.path)' has a \(key), which training here would leave out",
                        expected: "null", found: value["class_name"]?.string ?? value.string,
                        at: Location(layer: layer.path, field: key), remedy: "save the model without it, or train it in Keras"))
            }
        }
        if let problem = FerryError.all(problems) { throw problem }
    }
}
