internal import FerryCore

/// A function that rises on a line from 0 to 1. The two generations of Keras call different ones `hard_sigmoid`, and neither has the
/// other's but as layers: a Rescaling, and a ReLU that ends at 1.
struct KerasRamp {
    let slope: Double

    /// What `hard_sigmoid` means in a generation.
    ///
    /// Keras 2 `backend.py`: 0.2 · x + 0.5. Keras 3: ReLU6(x + 3) ÷ 6.
    static func hardSigmoid(_ generation: KerasGeneration) -> KerasRamp {
        KerasRamp(slope: generation == .keras2 ? 0.2 : 1 / 6)
    }

    /// Whether `activation` changes its meaning between generations.
    static func isOne(_ activation: JSONValue?) -> Bool {
        activation == "hard_sigmoid"
            || activation?["class_name"] == "function" && activation?["config"] == "hard_sigmoid"
    }

    /// A Sequential model of a layer and this function, under the layer's name.
    func model(after layer: JSONObject?, name: String) -> JSONValue {
        var layers = [
            Self.layer("Rescaling", ["name": "slope", "scale": .number(slope), "offset": 0.5]),
            Self.layer("ReLU", ["name": "ends", "max_value": 1.0]),
        ]
        if var layer {
            // Those belong to the layer's place in its model.
            for key in ["name", "inbound_nodes"] { layer[key] = nil }
            layers.insert(.object(layer), at: 0)
        }
        let config: JSONObject = ["name": .string(name), "layers": .array(layers)]
        return ["module": "keras", "class_name": "Sequential", "config": .object(config), "registered_name": nil]
    }

    private static func layer(_ className: String, _ config: JSONObject) -> JSONValue {
        [
            "module": "keras.layers", "class_name": .string(className), "config": .object(config), "registered_name": nil,
        ]
    }
}
