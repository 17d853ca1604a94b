/// A layer as its framework knows it: a name, a class and a configuration around one or more nodes.
public struct Layer: Hashable, Sendable {
    /// The layer's name, prefixed with the nested models that hold it: `encoder/conv2d`.
    public var path: String
    /// The class, as the framework names it: `Conv2D`.
    public var kind: String
    /// What the source said of it, kept so that the framework gets back what it gave.
    public var configuration: JSONValue?
    /// The layer's own parameters, in the framework's order.
    public var parameters: [ValueID]

    public init(path: String, kind: String, configuration: JSONValue? = nil, parameters: [ValueID] = []) {
        self.path = path
        self.kind = kind
        self.configuration = configuration
        self.parameters = parameters
    }
}

/// What a model was read from.
public struct Origin: Hashable, Sendable {
    public var format: FormatID
    /// The framework and version that wrote the file, where it says so: `Keras 3.15.1`.
    public var producer: String?
    /// The architecture as a framework described it.
    public var configuration: JSONValue?
    /// The framework and version in whose words ``configuration`` is. Other formats carry it on, so that it need not be the producer.
    public var framework: String?

    public init(
        format: FormatID, producer: String? = nil, configuration: JSONValue? = nil, framework: String? = nil
    ) {
        self.format = format
        self.producer = producer
        self.configuration = configuration
        self.framework = framework
    }
}

/// A graph with its parameters: all that it takes to compute.
public struct Model: Sendable {
    public var name: String
    public var graph: Graph
    /// The parameters' bytes, lazily.
    public var parameters: [ValueID: any TensorSource]
    /// In the framework's order; nodes refer to them by index.
    public var layers: [Layer]
    /// Parameters that training leaves alone, such as moving averages and those of frozen layers.
    public var frozen: Set<ValueID>
    public var origin: Origin

    public init(
        name: String, graph: Graph = Graph(), parameters: [ValueID: any TensorSource] = [:], layers: [Layer] = [],
        frozen: Set<ValueID> = [], origin: Origin
    ) {
        self.name = name
        self.graph = graph
        self.parameters = parameters
        self.layers = layers
        self.frozen = frozen
        self.origin = origin
    }

    /// The number of elements of all parameters.
    public var parameterCount: Int { parameters.values.reduce(0) { $0 + $1.elementCount } }

    /// Adds a parameter's value and bytes.
    ///
    /// - Throws: `malformed` where the name is taken.
    public mutating func addParameter(named name: String, _ source: any TensorSource) throws(FerryError) -> ValueID {
        let id = try graph.addParameter(named: name, type: source.type)
        parameters[id] = source
        return id
    }
}
