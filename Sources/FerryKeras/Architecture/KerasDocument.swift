internal import FerryCore

/// A model's configuration and what came with it: where it lies, and which Keras wrote it.
struct KerasDocument: Sendable {
    /// `{"class_name": …, "config": …}`.
    let model: JSONValue
    let place: KerasPlace
    let generation: KerasGeneration
    /// The version that the file names.
    let version: String?
    /// Optimizer, loss and metrics.
    let training: JSONValue?

    init(_ model: JSONValue, at place: KerasPlace, version: String?, training: JSONValue? = nil) {
        self.model = model
        self.place = place
        self.version = version ?? model["keras_version"]?.string
        self.training = training ?? model["compile_config"]
        generation = self.version.flatMap(KerasGeneration.init) ?? Self.generation(of: model)
    }

    var producer: String? { version.map { "Keras \($0)" } }

    /// What ``Origin/framework`` says of the document: a version that no file tells is the first of its generation.
    var framework: String { producer ?? (generation == .keras2 ? "Keras 2" : "Keras 3") }

    /// By style, where no version is told: only Keras 3 names modules, and `batch_shape` instead of `batch_input_shape`.
    private static func generation(of model: JSONValue) -> KerasGeneration {
        let layers = model["config"]?["layers"]?.array ?? []
        let isKeras3 = layers.contains { layer in
            layer["config"]?["batch_shape"] != nil || layer["inbound_nodes"]?.array?.contains { $0["args"] != nil } ?? false
        }
        // Keras 2.13 and later names modules too, but its own: `keras.src.engine.functional`.
        let namesModule = model["module"]?.string.map { !$0.contains(".engine.") } ?? false
        return isKeras3 || namesModule && !layers.contains { $0["config"]?["batch_input_shape"] != nil } ? .keras3 : .keras2
    }
}
