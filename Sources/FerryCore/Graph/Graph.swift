/// A named value of a graph: an input, a parameter, or what a node computes.
public struct Value: Hashable, Sendable {
    /// Unique in its graph. The layer's name for a layer's output (`conv2d`); see ``Graph`` for generated names.
    public var name: String
    /// What shape inference found; inputs and parameters have it from the start.
    public var type: TensorType?

    public init(name: String, type: TensorType? = nil) {
        self.name = name
        self.type = type
    }
}

/// A value's identity inside its graph.
public struct ValueID: Hashable, Sendable {
    public let index: Int
    init(index: Int) { self.index = index }
}

/// One application of an operator.
public struct Node: Sendable {
    /// Unique among the nodes of its graph: `conv2d`, `conv2d/relu`.
    public var name: String
    public var operation: any Operator
    /// One for each role of the operator, in order; nothing for an optional input that is absent.
    public var inputs: [ValueID?]
    public var output: ValueID
    /// The layer that this node is a part of: an index into ``Model/layers``.
    public var layer: Int?
}

/// Operators applied to named values, in an order in which each value is computed before it is used.
///
/// Names. A layer's output bears the layer's name, layers of a nested model are prefixed with its name (`encoder/conv2d`), and
/// later calls of a shared layer or nested model are counted (`dense#2`, `encoder#2/conv2d`). What a layer computes on its way
/// to its output is named after what it is (`conv2d#linear`, before the activation). A parameter is `layer/weight`
/// (`conv2d/kernel`), once however often its layer is called.
public struct Graph: Sendable {
    public private(set) var values: [Value] = []
    public private(set) var nodes: [Node] = []
    public private(set) var inputs: [ValueID] = []
    public private(set) var outputs: [ValueID] = []
    private var byName: [String: ValueID] = [:]

    public init() {}

    public subscript(id: ValueID) -> Value { values[id.index] }

    /// The identities of ``values``, in the same order.
    public var identifiers: [ValueID] { values.indices.map(ValueID.init) }

    /// Whether an input takes any number of samples.
    package func isBatched(_ input: ValueID) -> Bool {
        if case .symbol? = self[input].type?.shape.first { true } else { false }
    }

    /// The number of samples that the graph is made for: the first size of its first input. Nothing where it takes any number.
    package var fixedBatch: Int? {
        guard let first = inputs.first, !inputs.contains(where: isBatched) else { return nil }
        return self[first].type?.shape.first?.size ?? 1
    }

    /// The value of this name.
    public func value(named name: String) -> ValueID? { byName[name] }

    /// The node that computes a value; nothing for inputs and parameters.
    public func producer(of id: ValueID) -> Node? { nodes.first { $0.output == id } }

    /// Adds an input of the whole graph.
    ///
    /// - Throws: `malformed` where the name is taken.
    @discardableResult
    public mutating func addInput(named name: String, type: TensorType) throws(FerryError) -> ValueID {
        let id = try addValue(Value(name: name, type: type))
        inputs.append(id)
        return id
    }

    /// Adds a value that no node computes: a parameter.
    ///
    /// - Throws: `malformed` where the name is taken.
    public mutating func addParameter(named name: String, type: TensorType) throws(FerryError) -> ValueID {
        try addValue(Value(name: name, type: type))
    }

    /// Appends a node and infers the type of its output.
    ///
    /// - Throws: `malformed` where a name is taken, and what the operator says of its inputs' types, located at the node.
    @discardableResult
    public mutating func addNode(
        named name: String, _ operation: any Operator, inputs: [ValueID?], output: String, layer: Int? = nil
    ) throws(FerryError) -> ValueID {
        let type: TensorType
        do {
            type = try operation.outputType(for: inputs.map { $0.flatMap { self[$0].type } })
        } catch {
            throw error.at(Location(layer: name))
        }
        let id = try addValue(Value(name: output, type: type))
        nodes.append(Node(name: name, operation: operation, inputs: inputs, output: id, layer: layer))
        return id
    }

    /// Gives a value another name.
    ///
    /// - Precondition: no value bears it.
    package mutating func rename(_ id: ValueID, to name: String) {
        precondition(byName[name] == nil, "two values are named '\(name)'")
        byName[values[id.index].name] = nil
        values[id.index].name = name
        byName[name] = id
    }

    /// Takes back what was added last: readers try one operator and then another.
    ///
    /// - Precondition: none of it is an input or output of the graph.
    package mutating func truncate(toValues valueCount: Int, nodes nodeCount: Int) {
        precondition((inputs + outputs).allSatisfy { $0.index < valueCount }, "an input or output is taken back")
        for value in values[valueCount...] { byName[value.name] = nil }
        values.removeSubrange(valueCount...)
        nodes.removeSubrange(nodeCount...)
    }

    /// Marks a value as an output of the whole graph; order counts.
    public mutating func addOutput(_ id: ValueID) { outputs.append(id) }

    /// A name that no value bears yet: `stem` itself, or `stem#2`, `stem#3` …
    public func unusedName(_ stem: String) -> String {
        guard byName[stem] != nil else { return stem }
        var count = 2
        while byName["\(stem)#\(count)"] != nil { count += 1 }
        return "\(stem)#\(count)"
    }

    private mutating func addValue(_ value: Value) throws(FerryError) -> ValueID {
        guard byName[value.name] == nil else {
            throw FerryError(.malformed, "two values are named '\(value.name)'", at: Location(layer: value.name))
        }
        let id = ValueID(index: values.count)
        values.append(value)
        byName[value.name] = id
        return id
    }
}
