internal import FerryCore

extension Inspection {
    /// The table of `model.summary()`, totals, and what the file says of itself: for people.
    public var text: String {
        if let tensors { return text(of: tensors) }
        var sections = [heading, layerTable, totals]
        if let weights { sections.append(WeightSummary.table(weights)) }
        return sections.joined(separator: "\n\n")
    }

    /// What weights without an architecture allow to say.
    private func text(of tensors: [Value]) -> String {
        let names = tensors.map(\.name.count).max() ?? 0
        let list = tensors.map { tensor in
            tensor.name + String(repeating: " ", count: names - tensor.name.count) + "  \(tensor.type?.text ?? "?")"
        }
        let table = weights.map(WeightSummary.table) ?? list.joined(separator: "\n")
        let types = elementTypes.map(\.rawValue).joined(separator: ", ")
        let totals = """
            tensors      \(tensors.count.grouped)
            elements     \(parameterCount.grouped)\(types.isEmpty ? "" : " (\(types))")
            note         weights without an architecture; --architecture shows the model that they belong to
            """
        return [file, table, totals].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private var file: String {
        "\(path): \(origin.format)\(origin.producer.map { " written by \($0)" } ?? ""), \(byteCount.grouped) bytes"
    }

    private var heading: String {
        var lines = [file]
        lines.append("model    \(name)")
        lines += inputs.map { "input    \($0.name)  \($0.type?.text ?? "?")" }
        lines += outputs.map { "output   \($0.name)  \($0.type?.text ?? "?")" }
        return lines.joined(separator: "\n")
    }

    private var layerTable: String {
        var table = ColumnTable([
            ("layer", .leading), ("kind", .leading), ("output shape", .leading), ("parameters", .trailing),
            ("connected to", .leading),
        ])
        for row in layers {
            let shapes = row.outputs.map(\.sizesText)
            table.append([
                row.name, row.kind,
                shapes.dropFirst().allSatisfy { $0 == shapes.first } ? shapes.first ?? "" : shapes.joined(separator: ", "),
                row.parameterCount.grouped, row.connectedTo.joined(separator: ", "),
            ])
        }
        return table.text
    }

    private var totals: String {
        let types = elementTypes.map(\.rawValue).joined(separator: ", ")
        var lines = [
            "parameters   \(parameterCount.grouped)\(types.isEmpty ? "" : " (\(types))")",
            "trainable    \(trainableCount.grouped)",
            "frozen       \(frozenCount.grouped)",
            "optimizer    \(state?.optimizer?.text ?? "no state in the file")",
        ]
        if let training = state?.configuration { lines.append("training     \(training.trainingText)") }
        return (lines + notices.map { "note         \($0)" }).joined(separator: "\n")
    }
}

extension TensorType {
    /// `float32 batch×28×28×1`
    fileprivate var text: String { shape.isEmpty ? element.rawValue : "\(element.rawValue) \(sizesText)" }

    /// `batch×28×28×1`
    fileprivate var sizesText: String { shape.map(\.description).joined(separator: "×") }
}

extension OptimizerState {
    fileprivate var text: String {
        let parts = [
            iteration.map { "\($0.grouped) updates" }, learningRate.map { "learning rate \($0)" },
            slots.isEmpty ? nil : "slots " + slots.keys.sorted().joined(separator: ", "),
        ].compactMap(\.self)
        return ([name ?? "of unknown class"] + parts).joined(separator: ", ")
    }
}

extension JSONValue {
    /// Loss and metrics of a training configuration, on one line.
    fileprivate var trainingText: String {
        let loss = self["loss"].map { "loss \($0.string ?? $0.text())" }
        let metrics = self["metrics"].flatMap { $0.isNull ? nil : "metrics \($0.text())" }
        return [loss, metrics].compactMap(\.self).joined(separator: ", ")
    }
}

extension WeightSummary {
    /// A line for each weight.
    static func table(_ weights: [WeightSummary]) -> String {
        var table = ColumnTable([
            ("weight", .leading), ("type", .leading), ("smallest", .trailing), ("largest", .trailing), ("mean", .trailing),
            ("crc32", .leading),
        ])
        for weight in weights {
            let finite = weight.nonFiniteCount == 0 ? "" : "  (\(weight.nonFiniteCount.grouped) not finite)"
            table.append([
                weight.name, weight.type.text, weight.range?.lowerBound.short ?? "", weight.range?.upperBound.short ?? "",
                weight.mean?.short ?? "", weight.checksumText + finite,
            ])
        }
        return table.text
    }

    /// Eight hexadecimal digits.
    var checksumText: String {
        let digits = String(checksum, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
