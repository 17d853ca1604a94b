internal import FerryCore

extension KerasConfiguration {
    /// What a layer's `dtype` means for Ferry.
    enum Policy {
        case float32
        /// Variables are float32, Keras computes in half precision.
        case mixed
    }

    /// Reads `dtype`: a name, or a policy object around one.
    mutating func policy() -> Policy {
        guard let value = value("dtype") else { return .float32 }
        let policyClass = value["class_name"]?.string
        guard let name = value.string ?? value["config"]?["name"]?.string,
            policyClass == nil || policyClass == "DTypePolicy" || policyClass == "Policy"
        else {
            let mode = value["config"]?["mode"]?.string.map { " (\($0))" } ?? ""
            let isQuantized = policyClass?.hasPrefix("Quantized") ?? false
            // Says more of the same.
            if isQuantized { ignore(["quantization_config"]) }
            refusePolicy(
                isQuantized ? "is quantized\(mode), which Ferry does not support" : "has a dtype that Ferry does not know",
                found: policyClass ?? value.excerpt)
            return .float32
        }
        switch name {
        // `_infer` is an old policy: the type of the first input, which is float32.
        case "float32", "_infer": return .float32
        case "mixed_float16", "mixed_bfloat16": return .mixed
        default:
            refusePolicy("is of dtype \(name), which Ferry does not support", found: name)
            return .float32
        }
    }

    private mutating func refusePolicy(_ problem: String, found: String) {
        note(
            .unsupported, problem, key: "dtype", expected: "float32, mixed_float16 or mixed_bfloat16", found: found,
            remedy: "build the model in Keras with float32 layers, copy the weights, and save it")
    }
}
