import FerryCore

/// A random graph of image operators with branches, shared parameters, aliases and several outputs.
struct RandomModel {
    private(set) var model = Model(name: "random", origin: Origin(format: "test"))
    private var generator: SplitMix64
    /// Values with their channels; all have the same height and width.
    private var images: [(id: ValueID, channels: Int)] = []
    private var kernels: [[Int]: [ValueID]] = [:]

    private let dropoutRate: Double

    static let side = 9

    init(seed: UInt64, nodeCount: Int = 14, dropoutRate: Double = 0.5) throws {
        generator = SplitMix64(state: seed)
        self.dropoutRate = dropoutRate
        for name in ["x", "z"] {
            let channels = generator.int(1...5)
            let id = try model.graph.addInput(
                named: name, type: TensorType([.batch, .fixed(Self.side), .fixed(Self.side), .fixed(channels)]))
            images.append((id, channels))
        }
        for number in 1...nodeCount { try addNode(number) }
        for _ in 0..<2 { model.graph.addOutput(generator.pick(images.suffix(4).map(\.id))) }
        try addHead()
    }

    func inputs(batch: Int) throws -> [String: Tensor<Float>] {
        try RandomInputs.make(for: model.graph, samples: batch, seed: 7)
    }

    private mutating func addNode(_ number: Int) throws {
        let name = "n\(number)"
        let (x, channels) = generator.pick(images)
        let partners = images.filter { $0.channels == channels }.map(\.id)
        var added = channels
        let id: ValueID
        switch generator.int(0...8) {
        case 0, 1:
            added = generator.pick([4, 17, 32])
            let kernel = try kernel([3, 3, channels, added])
            let linear = try model.graph.addNode(
                named: name, Conv2D(padding: .same), inputs: [x, kernel, nil], output: "\(name)#linear")
            id = try model.graph.addNode(named: "\(name)/relu", ReLU(), inputs: [linear], output: name)
        case 2: id = try add(name, Add(), [x, generator.pick(partners), generator.pick(partners)])
        case 3: id = try add(name, Subtract(), [x, generator.pick(partners)])
        case 4:
            let other = generator.pick(images)
            added = channels + other.channels
            id = try add(name, Concatenate(axis: -1), [x, other.id])
        case 5: id = try add(name, Dropout(rate: dropoutRate), [x])
        case 6: id = try add(name, Activation(.tanh), [x])
        case 7: id = try add(name, MaxPooling2D(poolSize: Size2D(2), strides: Size2D(1), padding: .same), [x])
        default: id = try add(name, ReLU(maximum: 6), [x])
        }
        images.append((id, added))
    }

    private mutating func addHead() throws {
        let (x, channels) = images[images.count - 1]
        let flat = try add("flat", Flatten(), [x])
        let kernel = try kernel([Self.side * Self.side * channels, 10])
        let logits = try add("logits", Dense(), [flat, kernel, nil])
        model.graph.addOutput(try add("probabilities", Softmax(), [logits]))
    }

    private mutating func add(_ name: String, _ operation: any Operator, _ inputs: [ValueID?]) throws -> ValueID {
        try model.graph.addNode(named: name, operation, inputs: inputs, output: name)
    }

    /// A new parameter, or one of this shape that another node has.
    private mutating func kernel(_ shape: [Int]) throws -> ValueID {
        if let known = kernels[shape], generator.pick([true, false]) { return generator.pick(known) }
        let scale = (6 / Float(shape.dropLast().reduce(1, *))).squareRoot()
        let elements = (0..<shape.elementCount).map { _ in (generator.unitFloat() * 2 - 1) * scale }
        let id = try model.addParameter(
            named: "kernel\(model.parameters.count)", MemorySource(Tensor(shape: shape, elements: elements)))
        kernels[shape, default: []].append(id)
        return id
    }
}
