internal import FerryCore
internal import FerryHDF5

/// An optimizer's variables, as a file lists them: the number of updates, perhaps the learning rate, and slots.
struct OptimizerVariables {
    private struct Variable {
        var name: String
        var source: any TensorSource
    }

    private let variables: [Variable]
    private let writer: OptimizerDescription.Writer

    /// The variables of a whole-model HDF5 file; nothing where there are none.
    ///
    /// - Throws: `malformed` where it lists variables that are not there.
    static func legacy(_ root: HDF5Group, _ generation: KerasGeneration) throws(FerryError) -> OptimizerVariables? {
        guard let group = root.group("optimizer_weights"), let names = try group.names("weight_names"), !names.isEmpty
        else { return nil }
        var variables: [Variable] = []
        for name in names {
            guard let dataset = group.descend(toDataset: name) else {
                throw FerryError(
                    .malformed, "the optimizer lists the variable '\(name)', which is not there",
                    expected: "a dataset named \(name)", at: Location(path: group.path, field: name))
            }
            variables.append(Variable(name: name, source: dataset.source))
        }
        // `Adam/iter:0`, where later ones say `iteration:0`.
        let isLegacy = names[0].split(separator: "/").last == "iter:0"
        return OptimizerVariables(
            variables: variables, writer: generation == .keras3 ? .keras3 : isLegacy ? .keras2Legacy : .keras2)
    }

    /// The variables of a `.weights.h5`; nothing where there are none.
    static func numbered(_ root: HDF5Group, _ generation: KerasGeneration) -> OptimizerVariables? {
        guard let group = root.descend("optimizer/vars") else { return nil }
        let variables = group.variableNames.compactMap { name in
            group.dataset(name).map { Variable(name: name, source: $0.source) }
        }
        guard !variables.isEmpty else { return nil }
        return OptimizerVariables(variables: variables, writer: generation == .keras3 ? .keras3 : .keras2)
    }

    /// What the variables are, by the optimizer that the training configuration names and the weights that it trains. Where they do
    /// not fit, a notice says so: the model itself is whole.
    func state(
        _ description: OptimizerDescription?, trained: [(name: String, shape: [Int])], notices: inout [String]
    ) throws(FerryError) -> OptimizerState? {
        guard let description else {
            notices.append(
                "the file holds \(variables.count) variables of an optimizer that it does not name; they are left out")
            return nil
        }
        var state = OptimizerState(name: description.name, learningRate: description.learningRate)
        var rest = variables[...]
        if let iteration = try rest.first?.source.scalarInteger() {
            state.iteration = iteration
            rest = rest.dropFirst()
        }
        if let rate = try rest.first?.source.scalarFloat() {
            state.learningRate = rate
            rest = rest.dropFirst()
        }
        // Compiled and never trained: the slots do not exist yet.
        guard !rest.isEmpty else { return state }
        guard let groups = description.slots(writer) else {
            notices.append("Ferry does not know the variables of the optimizer \(description.name); they are left out")
            return state
        }
        guard let slots = slots(Array(rest), groups, trained) else {
            let expected = groups.joined().count * trained.count
            notices.append(
                "the variables of the optimizer \(description.name) do not fit the model and are left out "
                    + "(\(expected) expected beside the scalars, \(rest.count) found)")
            return state
        }
        state.slots = slots
        return state
    }

    private func slots(
        _ variables: [Variable], _ groups: [[String]], _ trained: [(name: String, shape: [Int])]
    ) -> [String: [String: any TensorSource]]? {
        let order = OptimizerDescription.order(groups, of: trained)
        guard variables.count == order.count else { return nil }
        var slots: [String: [String: any TensorSource]] = [:]
        for (variable, (slot, parameter)) in zip(variables, order) {
            guard variable.source.shape == parameter.shape, variable.source.element == .float32 else { return nil }
            slots[slot, default: [:]][parameter.name] = variable.source
        }
        return slots
    }
}

extension TensorSource {
    /// The value of a single integer; nothing where this is something else.
    fileprivate func scalarInteger() throws(FerryError) -> Int? {
        guard shape.isEmpty, element == .int64 || element == .int32 else { return nil }
        let bytes = try bytes(0..<byteCount)
        let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return element == .int64 ? Int(Int64(bitPattern: bits)) : Int(Int32(truncatingIfNeeded: bits))
    }

    /// The value of a single float32; nothing where this is something else.
    fileprivate func scalarFloat() throws(FerryError) -> Float? {
        guard shape.isEmpty, element == .float32 else { return nil }
        return try loadFloat().elements[0]
    }
}
