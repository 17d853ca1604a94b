import FerryCore

/// Builds small models with random parameters.
struct ModelBuilder {
    private(set) var model: Model
    private var generator: SplitMix64
    private(set) var last: ValueID?

    init(_ name: String = "model", seed: UInt64 = 1) {
        model = Model(name: name, origin: Origin(format: "test"))
        generator = SplitMix64(state: seed)
    }

    /// An input `[batch] + shape`.
    @discardableResult
    mutating func input(_ name: String, _ shape: [Int], element: ElementType = .float32) throws -> ValueID {
        let type = TensorType([.batch] + shape.map(Dimension.fixed), element: element)
        last = try model.graph.addInput(named: name, type: type)
        return last!
    }

    @discardableResult
    mutating func input(_ shape: [Int]) throws -> ValueID { try input("image", shape) }

    /// A parameter with values in ±0.5, or positive ones.
    mutating func parameter(_ name: String, _ shape: [Int], positive: Bool = false) throws -> ValueID {
        try model.addParameter(named: name, MemorySource(random(shape, positive: positive)))
    }

    mutating func add(_ name: String, _ source: any TensorSource) throws -> ValueID {
        try model.addParameter(named: name, source)
    }

    mutating func random(_ shape: [Int], positive: Bool = false) -> Tensor<Float> {
        Tensor(shape: shape, elements: (0..<shape.elementCount).map { _ in generator.unitFloat() + (positive ? 0.5 : -0.5) })
    }

    mutating func number(below limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }

    /// A layer: an operator on the last value, or on `inputs`, with parameters of these names and shapes (nothing: absent).
    @discardableResult
    mutating func layer(
        _ name: String, _ operation: any Operator, on inputs: [ValueID]? = nil, _ parameters: [(String, [Int])?] = [],
        output: String? = nil
    ) throws -> ValueID {
        let data = inputs ?? [last!]
        var ids: [ValueID?] = []
        for parameter in parameters {
            guard let (role, shape) = parameter else {
                ids.append(nil)
                continue
            }
            let parameterName = name.split(separator: "#")[0] + "/" + role
            if let shared = model.graph.value(named: parameterName) {
                ids.append(shared)
            } else {
                ids.append(try self.parameter(parameterName, shape, positive: role.contains("variance") || role == "gamma"))
            }
        }
        last = try model.graph.addNode(named: name, operation, inputs: data + ids, output: output ?? name)
        return last!
    }

    /// A second node of a layer, as an activation is.
    @discardableResult
    mutating func activation(_ layer: String, _ stage: String, _ operation: any Operator) throws -> ValueID {
        last = try model.graph.addNode(named: "\(layer)/\(stage)", operation, inputs: [last!], output: layer)
        return last!
    }

    /// Makes values the model's outputs; without this the last one is.
    mutating func end(in outputs: [ValueID]) { for id in outputs { model.graph.addOutput(id) } }
}

extension Model {
    static func build(_ body: (inout ModelBuilder) throws -> Void) throws -> Model {
        var builder = ModelBuilder()
        try body(&builder)
        if builder.model.graph.outputs.isEmpty, let last = builder.last { builder.end(in: [last]) }
        return builder.model
    }
}

/// A model of the documented kind: three convolutions and two dense layers for digits.
func digitClassifier() throws -> Model {
    try .build { builder in
        try builder.input("input_layer", [28, 28, 1])
        for (name, channels, filters) in [("conv2d", 1, 32), ("conv2d_1", 32, 64), ("conv2d_2", 64, 64)] {
            try builder.layer(
                name, Conv2D(), [("kernel", [3, 3, channels, filters]), ("bias", [filters])], output: "\(name)#linear")
            try builder.activation(name, "relu", ReLU())
            if name != "conv2d_2" {
                try builder.layer(
                    name.replacing("conv2d", with: "max_pooling2d"), MaxPooling2D(poolSize: Size2D(2), strides: Size2D(2)))
            }
        }
        try builder.layer("flatten", Flatten())
        try builder.layer("dense", Dense(), [("kernel", [576, 64]), ("bias", [64])], output: "dense#linear")
        try builder.activation("dense", "relu", ReLU())
        try builder.layer("dropout", Dropout(rate: 0.5))
        try builder.layer("dense_1", Dense(), [("kernel", [64, 10]), ("bias", [10])], output: "dense_1#linear")
        try builder.activation("dense_1", "softmax", Softmax())
    }
}
