internal import FerryCore
internal import FerryTraining

/// The loss that a file's model was compiled with, where it says one.
struct CompiledLoss {
    var loss: Loss?
    var isFromLogits = false

    /// - Parameter training: as Keras wrote it: a name, or an object with settings.
    /// - Throws: `unsupported` where Ferry has no such loss.
    init(_ training: JSONValue?) throws(FerryError) {
        guard let value = training?["loss"], !value.isNull else { return }
        // Keras 3 writes a loss that was given as a function so.
        let isFunction = value["class_name"]?.string == "function"
        guard let name = value.string ?? (isFunction ? value["config"]?.string : value["class_name"]?.string) else { return }
        loss = try Loss(named: name)
        isFromLogits = value["config"]?["from_logits"]?.bool ?? false
    }
}
