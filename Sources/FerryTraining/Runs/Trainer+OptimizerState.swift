public import FerryCore

extension Trainer {
    /// The optimizer's variables as formats carry them.
    public var optimizerState: OptimizerState {
        var slots: [String: [String: any TensorSource]] = [:]
        for (index, slot) in options.optimizer.slotNames.enumerated() {
            for entry in block.trainable {
                var elements: [Float] = []
                block.withSlot(index, of: entry) { span in elements = span.indices.map { span[$0] } }
                slots[slot, default: [:]][entry.name] = MemorySource(Tensor(shape: entry.shape, elements: elements))
            }
        }
        return OptimizerState(
            name: type(of: options.optimizer).name, iteration: progress.iteration, learningRate: learningRate, slots: slots)
    }

    /// Goes on from the variables that a file carried, before the first step.
    ///
    /// - Throws: `mismatch` where they are another optimizer's or do not fit the parameters; what reading them throws.
    public func adopt(_ state: OptimizerState) throws(FerryError) {
        let name = type(of: options.optimizer).name
        guard state.name == nil || state.name == name else {
            throw FerryError(
                .mismatch, "the optimizer's state is another optimizer's", expected: name, found: state.name,
                remedy: "train with it: --optimizer \((state.name ?? "").lowercased()); or --fresh-optimizer")
        }
        for (index, slot) in options.optimizer.slotNames.enumerated() {
            for entry in block.trainable {
                guard let source = state.slots[slot]?[entry.name], source.shape == entry.shape else {
                    throw FerryError(
                        .mismatch, "the optimizer's state has no '\(slot)' that fits '\(entry.name)'",
                        expected: "\(entry.shape)",
                        found: state.slots[slot]?[entry.name].map { "\($0.shape)" } ?? "nothing",
                        remedy: "start with a new one: --fresh-optimizer")
                }
                let elements = try source.loadFloat().elements
                block.withSlot(index, of: entry) { span in
                    for position in elements.indices { span[position] = elements[position] }
                }
            }
        }
        progress.iteration = state.iteration ?? 0
    }
}
