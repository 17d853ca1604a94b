public import FerryCore

extension ONNXDecoder {
    /// The value of the graph that an ONNX value is, and how that holds it.
    ///
    /// - Throws: `malformed` where there is no such value.
    public mutating func value(_ name: String) throws(FerryError) -> (id: ValueID, layout: ONNXLayout) {
        if let known = values[name] {
            guard let known else { throw Self.unreadable }
            return known
        }
        guard !measures.contains(name) else {
            throw FerryError(.unsupported, "a value depends on the batch's size and not on the input", found: "'\(name)'")
        }
        guard constants.contains(name) else {
            throw .onnx("a value is used that no earlier node computes", found: "'\(name)'")
        }
        return (try parameter(name), .asIs)
    }

    /// The value that an ONNX value is when it is taken to be held in `layout`; where it is held otherwise, a value of the right
    /// order is added to the graph.
    ///
    /// - Throws: `malformed` where there is no such value, or it is no image.
    public mutating func value(_ name: String, as layout: ONNXLayout) throws(FerryError) -> ValueID {
        let (id, held) = try value(name)
        guard held != layout else { return id }
        let key = Conversion(id: id, from: held, to: layout)
        if let converted = conversions[key] { return converted }
        let converted: ValueID
        switch (held, layout) {
        case (.asIs, .channelsFirst):
            converted = try insert(Transpose(permutation: ONNXLayout.toChannelsLast), id, suffixes.channelsLast)
        case (.channelsFirst, .asIs):
            converted = try insert(Transpose(permutation: ONNXLayout.toChannelsFirst), id, suffixes.channelsFirst)
        case (.flattenedChannelsFirst(let height, let width, let channels), .asIs):
            let image = try insert(Reshape(shape: [height, width, channels]), id, "#image")
            let moved = try insert(Transpose(permutation: ONNXLayout.toChannelsFirst), image, suffixes.channelsFirst)
            converted = try insert(Flatten(), moved, "#chw")
        default: throw .onnx("'\(name)' is no image", found: model.graph[id].type?.description)
        }
        conversions[key] = converted
        journal.append((converted, key, nil))
        return converted
    }

    /// What names of values that are another's in another order end in. The writer's own suffixes mean that a Transpose belongs to
    /// the file only, and come from Ferry's files only.
    private var suffixes: (channelsFirst: String, channelsLast: String) {
        isForeign
            ? ("_channels_first", "_channels_last") : (ONNXLayout.channelsFirst.suffix, ONNXLayout.asIs.suffix)
    }

    mutating func insert(_ operation: any Operator, _ input: ValueID, _ suffix: String) throws(FerryError) -> ValueID {
        let name = model.graph.unusedName(model.graph[input].name + suffix)
        // What Ferry's own files insert was never in the model; of another writer's it is a layer like any other.
        let layer = isForeign ? grouping.layer(of: name, operation: operation, parameters: []) : nil
        return try model.graph.addNode(named: name, operation, inputs: [input], output: name, layer: layer)
    }

    /// The type of a value of the graph.
    public func type(of id: ValueID) -> TensorType { model.graph[id].type ?? TensorType([] as [Int]) }

    /// The height and width of an image.
    func imageSize(of id: ValueID) throws(FerryError) -> Size2D {
        guard case let sizes = type(of: id).shape, sizes.count == 4, let height = sizes[1].size, let width = sizes[2].size else {
            throw .onnx("an input is no image of known size", found: type(of: id).description)
        }
        return Size2D(height: height, width: width)
    }

    /// The shape of a tensor that no node computes.
    ///
    /// - Throws: `unsupported` where a node computes it.
    public func shape(ofParameter name: String) throws(FerryError) -> [Int] {
        guard let source = constants.tensors[name] else {
            throw FerryError(.unsupported, "a parameter is computed or missing", expected: "an initializer", found: "'\(name)'")
        }
        return source.shape
    }

    /// A parameter of the graph: a tensor's values seen as an array of sizes `view`, permuted, under `shape`.
    ///
    /// - Throws: `unsupported` where a node computes it, `mismatch` where its size is another.
    public mutating func parameter(
        _ name: String, viewedAs view: [Int]? = nil, by permutation: [Int]? = nil, shape: [Int]? = nil
    ) throws(FerryError) -> ValueID {
        let found = try self.shape(ofParameter: name)
        guard let source = constants.tensors[name], source.element.isFloatingPoint else {
            throw FerryError(.unsupported, "the parameter '\(name)' holds no floating-point numbers")
        }
        let view = view ?? found
        let permutation = permutation ?? Array(view.indices)
        guard permutation.count == view.count else {
            throw FerryError(
                .mismatch, "the parameter '\(name)' has the wrong number of axes", expected: "\(permutation.count)",
                found: "\(view)")
        }
        let shape = shape ?? permutation.map { view[$0] }
        for wanted in [view, shape] where wanted.checkedElementCount != source.elementCount {
            throw FerryError(
                .mismatch, "the parameter '\(name)' has the wrong size", expected: "\(wanted)", found: "\(found)")
        }
        let key = ParameterKey(name: name, view: view, permutation: permutation, shape: shape)
        if let id = parameters[key] { return id }
        let permuted = PermutedSource.permuting(source, viewedAs: view, by: permutation, shape: shape)
        let id = try model.addParameter(named: model.graph.unusedName(name), permuted)
        parameters[key] = id
        journal.append((id, nil, key))
        return id
    }

    /// The numbers of a constant; nothing where it is no small floating-point tensor.
    public func numbers(_ name: String) -> [Double]? { constants.numbers(name)?.values }

    /// Whether a constant is true; nothing where it is no single bool.
    func boolean(_ name: String) -> Bool? { constants.boolean(name) }

    /// The integers of a constant; nothing where it is no small tensor of integers.
    public func integers(_ name: String) -> [Int]? { constants.integers(name) }

    /// Adds an operator to the graph: what the node `node`, the last one of its group, computes.
    ///
    /// - Parameter layout: how the node's output holds the operator's.
    /// - Throws: `mismatch` where the inputs do not fit the operator.
    public mutating func add(
        _ operation: any Operator, inputs: [ValueID?], for node: ONNXNode, layout: ONNXLayout
    ) throws(FerryError) {
        guard node.outputs.dropFirst().allSatisfy(\.isEmpty) else {
            throw .unsupported(node, "more than one output")
        }
        try add(operation, inputs: inputs, for: node, output: node.outputs.first ?? "", layout: layout)
    }

    /// Adds an operator to the graph: what one of the outputs of `node` is.
    mutating func add(
        _ operation: any Operator, inputs: [ValueID?], for node: ONNXNode, output: String, layout: ONNXLayout
    ) throws(FerryError) {
        guard !output.isEmpty, values[output] == nil, !constants.contains(output) else {
            throw .onnx("two values have one name, or one has none", found: "'\(output)'")
        }
        let stem = ONNXLayout.stem(output)
        let name = model.graph.unusedName(notes.ownNames[stem] ?? stem)
        // Before anything is changed that cannot be taken back.
        _ = try operation.outputType(for: inputs.map { $0.map(type) })
        let own = inputs.compactMap { $0 }.filter { model.parameters[$0] != nil }
        let layer = grouping.layer(of: name, operation: operation, parameters: own)
        let id = try model.graph.addNode(named: node.label, operation, inputs: inputs, output: name, layer: layer)
        for (index, input) in inputs.enumerated() where operation.role(ofInput: index).kind == .state {
            if let input { model.frozen.insert(input) }
        }
        values[output] = (id, layout)
        try restore(after: name)
    }

    /// Adds the nodes that repeat a value and are not in the file.
    mutating func restore(after source: String) throws(FerryError) {
        var pending = [source]
        while let source = pending.popLast() {
            guard let id = model.graph.value(named: source) else { continue }
            for node in notes.vanished(after: source) where model.graph.value(named: node.name) == nil {
                let layer = grouping.layer(of: node.name, operation: node.operation, parameters: [])
                try model.graph.addNode(named: node.name, node.operation, inputs: [id], output: node.name, layer: layer)
                pending.append(node.name)
            }
        }
    }
}
