internal import FerryCore

extension ActivationLayer {
    static let softmax = ActivationLayer("Softmax", named: "softmax") { configuration in
        // Matters for masks alone, and those are refused.
        configuration.ignore(["robust_masking"])
        let axes = configuration.integers("axis") ?? [-1]
        if axes.count != 1 { configuration.noteUnsupported("axis", expected: "one axis") }
        return Softmax(axis: axes.first ?? -1)
    }
}
