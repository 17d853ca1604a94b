internal import FerryCore

/// Which classes are Keras's own, and why some of them cannot be read.
enum KerasClasses {
    /// Whether an object that is described so is a layer of Keras, or one that another package registered.
    ///
    /// Whole-model HDF5 files name no modules. A class of `keras.ops` can have a layer's name: `Add`.
    static func isBuiltIn(_ wrapper: JSONValue, isCustom: Bool) -> Bool {
        guard let module = wrapper["module"]?.string, !isCustom else { return true }
        guard module == "keras" || module.hasPrefix("keras.") || module.hasPrefix("tf_keras.") else { return false }
        return !isOperation(module)
    }

    private static func isOperation(_ module: String) -> Bool {
        module.hasPrefix("keras.ops") || module.hasPrefix("keras.src.ops")
    }

    /// Notes that a class is not supported, and why.
    static func refuse(_ configuration: inout KerasConfiguration, _ wrapper: JSONValue, key: String, known: [String]) {
        let module = wrapper["module"]?.string
        if let module, isOperation(module) {
            configuration.note(
                .unsupported, "is an operation of keras.ops and no layer", found: "module \(module)",
                remedy: known.contains(key)
                    ? "use keras.layers.\(key) in its place" : "use layers in its place, and save the model again")
            return
        }
        if let reason = reasons[key] {
            configuration.note(.unsupported, reason.problem, remedy: reason.remedy)
            return
        }
        let isCustom = key.contains(">") || module.map { !$0.hasPrefix("keras") } ?? false
        let similar = Suggestion.nearest(to: key, among: known).map { "did you mean '\($0)'? " } ?? ""
        configuration.note(
            .unsupported, isCustom ? "is of a class that is not Keras's own" : "is of a class that Ferry does not support",
            found: module.map { "\(key) of module \($0)" } ?? key,
            remedy: similar + "ferry operators   (lists what is supported)")
    }

    private static let tensorFlow = (
        problem: "is a TensorFlow operation outside of a layer, which Ferry does not support",
        remedy: "use Keras layers in its place (Add, Multiply, Rescaling, Activation …), and save the model again"
    )

    private static let reasons: [String: (problem: String, remedy: String)] = [
        "Lambda": (
            problem: "holds pickled Python code, which Ferry does not run",
            remedy: "use a Keras layer in its place (Rescaling, Activation, Reshape …), and save the model again"
        ),
        "TFSMLayer": (
            problem: "refers to a TensorFlow SavedModel, which Ferry does not read",
            remedy: "build the part in Keras layers, and save the model again"
        ),
        "TFOpLambda": tensorFlow, "SlicingOpLambda": tensorFlow, "ClassMethod": tensorFlow, "InstanceMethod": tensorFlow,
        "InstanceProperty": tensorFlow, "TensorFlowOpLayer": tensorFlow,
    ]
}
