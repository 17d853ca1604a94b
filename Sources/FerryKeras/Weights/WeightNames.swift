internal import FerryCore

/// The names that a layer's weights have in a file, whose ends tell which is which: `conv2d/kernel:0` (Keras 2), `kernel` (Keras
/// 3.0), `sequential/conv2d/kernel` (later). In a nested model the layer's name counts too.
struct WeightNames {
    private let isNested: Bool
    /// Several where the ends are alike.
    private var indices: [String: [Int]] = [:]

    init(_ names: [String], isNested: Bool) {
        self.isNested = isNested
        for (index, name) in names.enumerated() {
            indices[Self.end(of: name, isNested: isNested), default: []].append(index)
        }
    }

    /// The position of the one name that can be this weight; nothing where there is none, or several.
    func index(of weight: KerasWeight, in node: WeightTree.Node) -> Int? {
        let prefix = isNested ? node.name + "/" : ""
        let matches = ([weight.name] + weight.otherNames).flatMap { indices[prefix + $0] ?? [] }
        return matches.count == 1 ? matches[0] : nil
    }

    private static func end(of name: String, isNested: Bool) -> String {
        // TensorFlow ends a variable's name with the number of its operation's output.
        let path = name.split(separator: ":").first.map(String.init) ?? name
        let components = path.split(separator: "/")
        return components.suffix(isNested ? 2 : 1).joined(separator: "/")
    }
}
