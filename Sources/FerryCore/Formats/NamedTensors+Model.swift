extension NamedTensors {
    /// `architecture` with these tensors as its parameters, by name.
    ///
    /// - Parameters:
    ///   - format: the format of the file that holds the tensors.
    ///   - constants: parameters whose values are part of the architecture: they keep those where there is no tensor.
    /// - Throws: `mismatch` where tensors are missing, superfluous or of other shapes, `unsupported` where their elements are not
    ///   what the parameter takes; all of it in one error.
    public func imported(
        as architecture: Model, from format: FormatID, keeping constants: Set<ValueID> = []
    ) throws(FerryError) -> Imported {
        var model = architecture
        var assignment = TensorAssignment(entries, model)
        for id in model.graph.identifiers {
            guard let source = model.parameters[id] else { continue }
            model.parameters[id] = assignment.source(for: id, orKeeping: constants.contains(id) ? source : nil)
        }
        if let error = FerryError.all(assignment.finished()) { throw error }
        model.origin.format = format
        // Who wrote the architecture did not write this file.
        model.origin.producer = nil
        return Imported(model: model, notices: assignment.notices)
    }
}

/// Finds each parameter's tensor, and notes what does not fit.
private struct TensorAssignment {
    /// Superfluous tensors that are told one by one: a hostile file may hold a hundred thousand.
    private static let toldCount = 50

    private let graph: Graph
    private var rest: [String: NamedTensors.Entry]
    private let order: [String]
    /// Parameters that some operator takes.
    private let used: Set<ValueID>
    private var missing: [ValueID] = []
    private var problems: [FerryError] = []
    private var converted: [ElementType: Int] = [:]

    init(_ entries: [NamedTensors.Entry], _ model: Model) {
        graph = model.graph
        order = entries.map(\.name)
        rest = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
        used = Set(model.graph.nodes.flatMap { $0.inputs.compactMap(\.self) })
    }

    mutating func source(for id: ValueID, orKeeping constant: (any TensorSource)?) -> (any TensorSource)? {
        let name = graph[id].name
        guard let entry = rest.removeValue(forKey: name) else {
            if constant == nil { missing.append(id) }
            return constant
        }
        if let shape = graph[id].type?.sizes(), entry.source.shape != shape {
            problems.append(
                FerryError(
                    .mismatch, "the tensor '\(name)' has the wrong shape", expected: "\(shape)",
                    found: "\(entry.source.shape)", at: Location(path: name),
                    remedy: "check that the weights belong to this architecture"))
            return nil
        }
        let wanted = graph[id].type?.element ?? .float32
        // What no operator takes is carried as it is: the count of an adapted normalization, say.
        guard entry.source.element != wanted, used.contains(id) else { return entry.source }
        guard wanted == .float32, let source = try? Float32Source(entry.source) else {
            problems.append(
                FerryError(
                    .unsupported, "the tensor '\(name)' is of a type that the parameter cannot take",
                    expected: wanted == .float32 ? "float32, float64, float16 or bfloat16" : wanted.rawValue,
                    found: entry.source.element.rawValue, at: Location(path: name),
                    remedy: "store the weights as \(wanted.rawValue)"))
            return nil
        }
        converted[entry.source.element, default: 0] += 1
        return source
    }

    var notices: [String] {
        converted.sorted { $0.key.rawValue < $1.key.rawValue }.map { element, count in
            "\(count) weights are stored as \(element.rawValue); Ferry takes them as float32"
        }
    }

    /// All problems, once every parameter has asked for its tensor.
    func finished() -> [FerryError] {
        let superfluous = order.filter { rest[$0] != nil }
        let candidates = superfluous.prefix(Self.toldCount)
        var errors = problems
        for id in missing {
            let name = graph[id].name
            let similar = Suggestion.nearest(to: name, among: candidates)
            errors.append(
                FerryError(
                    .mismatch, "the file holds no tensor '\(name)'",
                    expected: "'\(name)' of shape \(graph[id].type?.sizes() ?? [])",
                    found: similar.flatMap { rest[$0] }.map { "'\($0.name)' of shape \($0.source.shape)" },
                    at: Location(path: name),
                    remedy: similar.map { "rename '\($0)'" } ?? "check that the weights belong to this architecture"))
        }
        for name in candidates {
            errors.append(
                FerryError(
                    .mismatch, "the architecture has no parameter '\(name)'",
                    found: rest[name].map { "shape \($0.source.shape)" }, at: Location(path: name),
                    remedy: "check that the weights belong to this architecture"))
        }
        if superfluous.count > candidates.count {
            let count = superfluous.count - candidates.count
            errors.append(FerryError(.mismatch, "the file holds \(count) more that the architecture lacks"))
        }
        return errors
    }
}
