/// The grammar of value names, in one place: see ``Graph``.
package enum ValueName {
    /// What a layer computes on its way to its output: `conv2d#linear`.
    package static func intermediate(_ layer: String, _ stage: String) -> String { "\(layer)#\(stage)" }

    /// The value of a layer's later call: `dense#2`. The first call bears the plain name.
    package static func call(_ layer: String, _ number: Int) -> String { number == 1 ? layer : "\(layer)#\(number)" }

    /// Whether a name is that of a layer's output and not of a step on the way to it: call numbers are digits.
    package static func isLayerOutput(_ name: String) -> Bool {
        guard let mark = name.lastIndex(of: "#") else { return true }
        let suffix = name[name.index(after: mark)...].prefix { $0 != "/" }
        return suffix.allSatisfy(\.isNumber)
    }
}
