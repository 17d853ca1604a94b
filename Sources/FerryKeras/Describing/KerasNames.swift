internal import FerryCore

/// Names for Keras's layers, one for each value of a graph.
///
/// TensorFlow takes a layer's name as a scope, which allows letters, digits, dots, underscores and hyphens, and Keras no slash.
struct KerasNames {
    private var taken: Set<String> = []

    /// `stem` with what is not allowed replaced, and counted where it is taken.
    mutating func name(for stem: String) -> String {
        var name = String(stem.map { Self.isAllowed($0) ? $0 : "_" })
        if name.first.map({ !$0.isLetter && !$0.isNumber }) ?? true { name = "layer" + name }
        var unused = name
        var count = 2
        while !taken.insert(unused).inserted {
            unused = "\(name)_\(count)"
            count += 1
        }
        return unused
    }

    private static func isAllowed(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
    }
}
