public import FerryCore

/// Builds a model's graph, one layer call at a time.
public struct KerasModelBuilder: Sendable {
    /// The layer call that is being built.
    struct Call {
        /// What its output is called: `encoder#2/conv2d`.
        var name: String
        /// The layer, with the models that hold it: `encoder/conv2d`.
        var path: String
        /// Its place in ``Model/layers``.
        var layer: Int
    }

    package internal(set) var model: Model
    /// The weights that the layers asked for, in the order in which they did.
    private(set) var weights: [KerasWeight] = []
    private var weightIndices: [String: Int] = [:]
    var call = Call(name: "", path: "", layer: 0)

    init(_ model: Model) { self.model = model }

    /// The type of a value of the graph.
    public func type(of id: ValueID) -> TensorType { model.graph[id].type ?? TensorType([] as [Int]) }

    /// The one input of a layer that takes one.
    ///
    /// - Throws: `malformed` where it was called with none or with several.
    public func only(_ inputs: [ValueID]) throws(FerryError) -> ValueID {
        guard inputs.count == 1 else {
            throw FerryError(
                .malformed, "layer '\(call.path)' takes one input", expected: "one", found: "\(inputs.count)",
                at: Location(layer: call.path))
        }
        return inputs[0]
    }

    /// The size of an axis, counted from the start, or from the end where it is negative.
    ///
    /// - Throws: `mismatch` where there is no such axis or its size is open.
    public func size(ofAxis axis: Int, of id: ValueID) throws(FerryError) -> Int {
        let shape = type(of: id).shape
        let index = axis < 0 ? axis + shape.count : axis
        guard shape.indices.contains(index), let size = shape[index].size else {
            throw FerryError(
                .mismatch, "layer '\(call.path)' needs to know axis \(axis) of its input", found: "\(type(of: id))",
                at: Location(layer: call.path))
        }
        return size
    }

    /// A weight of this layer, shared by all its calls.
    ///
    /// - Parameters:
    ///   - name: Keras 3's name for the variable: `kernel`.
    ///   - otherNames: what other versions call it.
    ///   - shape: as Keras stores it.
    ///   - isTrained: whether training changes it, where the layer is not frozen; moving averages are not trained.
    ///   - axes: the shape under which the operator sees it, of as many elements.
    /// - Throws: `mismatch` where an earlier call of the layer gave it another shape.
    public mutating func weight(
        _ name: String, otherNames: [String] = [], shape: [Int], isTrained: Bool = true, seenAs axes: [Int]? = nil
    ) throws(FerryError) -> ValueID {
        let parameter = "\(call.path)/\(name)"
        if let index = weightIndices[parameter], let id = weights[index].parameter {
            guard type(of: id).sizes() == axes ?? shape else {
                throw FerryError(
                    .mismatch, "two calls of layer '\(call.path)' need its \(name) in different shapes",
                    expected: "\(type(of: id))", found: (axes ?? shape).product, at: Location(layer: call.path, field: name))
            }
            return id
        }
        let id = try model.graph.addParameter(named: parameter, type: TensorType(axes ?? shape))
        model.layers[call.layer].parameters.append(id)
        weightIndices[parameter] = weights.count
        weights.append(
            KerasWeight(
                parameter: id, layer: call.layer, name: name, otherNames: otherNames, shape: shape, isTrained: isTrained))
        return id
    }

    /// A weight that Keras stores and no operator needs, of any type.
    public mutating func unusedWeight(_ name: String, shape: [Int]) {
        guard weightIndices["\(call.path)/\(name)"] == nil else { return }
        weightIndices["\(call.path)/\(name)"] = weights.count
        weights.append(
            KerasWeight(parameter: nil, layer: call.layer, name: name, otherNames: [], shape: shape, isTrained: false))
    }

    /// A parameter whose value stands in the configuration.
    ///
    /// - Throws: `malformed` where the name is taken.
    public mutating func constant(_ name: String, _ tensor: Tensor<Float>) throws(FerryError) -> ValueID {
        let parameter = "\(call.path)/\(name)"
        if let id = model.graph.value(named: parameter) { return id }
        let id = try model.addParameter(named: parameter, MemorySource(tensor))
        model.layers[call.layer].parameters.append(id)
        model.frozen.insert(id)
        return id
    }

    /// Adds the layer's last operator, whose value bears the layer's name.
    ///
    /// - Throws: what the operator says of its inputs' types.
    public mutating func output(
        _ operation: any Operator, _ inputs: [ValueID?], then activation: KerasActivation? = nil
    ) throws(FerryError) -> ValueID {
        guard let activation else { return try add(operation, inputs, node: call.name, output: call.name) }
        let linear = try add(
            operation, inputs, node: call.name, output: ValueName.intermediate(call.name, "linear"))
        return try add(activation.operation, [linear], node: "\(call.name)/\(activation.name)", output: call.name)
    }

    /// Adds an operator on the way to the layer's output; `stage` says what it computes.
    ///
    /// - Throws: what the operator says of its inputs' types.
    public mutating func intermediate(
        _ stage: String, _ operation: any Operator, _ inputs: [ValueID?]
    ) throws(FerryError) -> ValueID {
        try add(
            operation, inputs, node: "\(call.name)/\(stage)", output: ValueName.intermediate(call.name, stage))
    }

    private mutating func add(
        _ operation: any Operator, _ inputs: [ValueID?], node: String, output: String
    ) throws(FerryError) -> ValueID {
        let id = try model.graph.addNode(named: node, operation, inputs: inputs, output: output, layer: call.layer)
        let sizes = type(of: id).sizes(binding: ["batch": 1])
        guard let count = sizes?.checkedElementCount, count <= KerasLimits.elementCount else {
            throw FerryError(
                .limit, "the output of layer '\(call.path)' is too large",
                expected: "at most \(KerasLimits.elementCount) elements", found: "\(type(of: id))",
                at: Location(layer: call.path))
        }
        return id
    }
}
