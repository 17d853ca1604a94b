internal import FerryCore

/// Groups nodes into layers by the names of their outputs: `conv2d#linear` and `conv2d` are of the layer `conv2d`, `dense#2` is
/// another call of `dense`.
struct LayerGrouping {
    private(set) var layers: [Layer] = []
    private var indices: [String: Int] = [:]
    private var seen: [Set<ValueID>] = []

    /// The layer of the node that computes `value`.
    mutating func layer(of value: String, operation: any Operator, parameters: [ValueID]) -> Int {
        let path = Self.path(of: value)
        let index = indices[path] ?? layers.count
        if index == layers.count {
            indices[path] = index
            layers.append(Layer(path: path, kind: (operation as? ONNXFunction)?.opType ?? operation.name))
            seen.append([])
        }
        for parameter in parameters where seen[index].insert(parameter).inserted {
            layers[index].parameters.append(parameter)
        }
        return index
    }

    /// A value's layer: its name without the stage behind the last `#`, and without the numbers of calls.
    static func path(of value: String) -> String {
        var name = value
        while !ValueName.isLayerOutput(name), let mark = name.lastIndex(of: "#") { name = String(name[..<mark]) }
        return name.split(separator: "/", omittingEmptySubsequences: false).map { component in
            guard let mark = component.lastIndex(of: "#"), component[component.index(after: mark)...].allSatisfy(\.isNumber)
            else { return String(component) }
            return String(component[..<mark])
        }.joined(separator: "/")
    }
}
