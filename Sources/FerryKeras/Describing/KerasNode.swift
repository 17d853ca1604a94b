public import FerryCore

/// A node of a graph that did not come from Keras, for the layer classes that may be it.
public struct KerasNode: Sendable {
    public let name: String
    public let operation: any Operator
    /// The types of the operator's inputs; nothing for absent ones.
    public let inputs: [TensorType?]
    /// Whether no element of the first input is negative, as after ReLU: zeros around it then change no maximum.
    public let isNonNegative: Bool
    let parameters: [(any TensorSource)?]

    /// The sizes of an input behind the batch.
    ///
    /// - Throws: `unsupported` where one is open.
    public func sizes(_ input: Int = 0) throws(FerryError) -> [Int] {
        guard let type = inputs[input], let sizes = TensorType(Array(type.shape.dropFirst())).sizes() else {
            throw unsupported("an input of open sizes")
        }
        return sizes
    }

    /// The shape of a parameter.
    public func shape(ofParameter input: Int) -> [Int] { inputs[input]?.sizes() ?? [] }

    /// The size of an image that is the first input.
    func image() throws(FerryError) -> Size2D {
        let sizes = try sizes()
        return Size2D(height: sizes[0], width: sizes[1])
    }

    /// The values of a parameter.
    ///
    /// - Throws: what reading it throws.
    public func values(ofParameter input: Int) throws(FerryError) -> Tensor<Float>? { try parameters[input]?.loadFloat() }

    /// An error that says what of the node Keras has no layer for.
    public func unsupported(_ what: String, remedy: String? = nil) -> FerryError {
        FerryError(
            .unsupported, "\(operation.name) with \(what) has no counterpart in Keras", at: Location(layer: name), remedy: remedy)
    }
}

/// A layer of Keras that is a node: what ``KerasLayerCodec/decode(_:)`` reads.
public struct KerasDescription: Sendable {
    public var className: String
    /// Without the layer's name; keys with Keras's defaults may be absent.
    public var configuration: JSONObject
    /// The layer's weights, by the names that its codec asks for them, with the operator's inputs that they are.
    public var weights: [String: Int]
    /// Whether the layer has an `activation`.
    var takesActivation = false
    /// Whether a function of the graph became its activation.
    var isFused = false
    /// Zeros that a layer in front of it puts around the image.
    var margins: Margins2D?

    public init(_ className: String, _ configuration: JSONObject = [:], weights: [String: Int] = [:]) {
        self.className = className
        self.configuration = configuration
        self.weights = weights
    }
}

extension KerasDescription {
    /// A layer that slides a kernel over an image.
    init(
        _ className: String, window kernel: [Int], _ strides: Size2D, _ dilation: Size2D, _ others: JSONObject,
        weights: [String: Int]
    ) {
        self.init(className, others, weights: weights)
        configuration["kernel_size"] = [.integer(kernel[0]), .integer(kernel[1])]
        configuration["strides"] = .size(strides)
        configuration["dilation_rate"] = .size(dilation)
        takesActivation = true
    }

    /// A weight that may be absent, and the flag that says so.
    mutating func add(_ weight: String, _ input: Int, of node: KerasNode, flag: String) {
        let isPresent = node.inputs[input] != nil
        configuration[flag] = .bool(isPresent)
        if isPresent { weights[weight] = input }
    }

    /// The padding of a window that slides over the node's image, in Keras's words: where those have none, as zeros in front.
    mutating func setPadding(
        _ padding: Padding2D, of node: KerasNode, kernel: Size2D, strides: Size2D, dilation: Size2D = Size2D(1)
    ) throws(FerryError) {
        let image = try node.image()
        func margins(_ padding: Padding2D) -> Margins2D {
            padding.margins(input: image, kernel: kernel, strides: strides, dilation: dilation)
        }
        let asked = margins(padding)
        let word: Padding2D? = [.valid, .same].first { margins($0) == asked }
        configuration["padding"] = word == .same ? "same" : "valid"
        if word == nil { self.margins = asked }
    }
}

extension JSONValue {
    /// Height and width, as Keras writes them.
    static func size(_ size: Size2D) -> JSONValue { [.integer(size.height), .integer(size.width)] }

    /// Rows and columns, as Keras writes them.
    static func margins(_ margins: Margins2D) -> JSONValue {
        [
            [.integer(margins.top), .integer(margins.bottom)], [.integer(margins.left), .integer(margins.right)],
        ]
    }

    /// One number, or a list of them.
    static func numbers(_ numbers: [Double]) -> JSONValue {
        numbers.count == 1 ? .number(numbers[0]) : .array(numbers.map(JSONValue.number))
    }
}
