public import FerryCore
public import FerryTraining

/// How well a model does.
public struct EvaluateReport: Sendable {
    public var model: String
    public var data: String
    public var metrics = RunningMetrics()
    public var confusion: ConfusionMatrix
    public var mistakeCount = 0
    /// The mistakes of the largest loss, the largest first.
    public var worst: [Evaluator.Sample] = []

    init(model: String, data: String, confusion: ConfusionMatrix) {
        (self.model, self.data, self.confusion) = (model, data, confusion)
    }

    /// Scores of each class, the confusion matrix, the worst mistakes, and one sentence.
    public var text: String {
        var parts = [scoreTable.text, "rows: true class, columns: answered\n" + matrixTable.text]
        if !worst.isEmpty { parts.append("worst mistakes\n" + worstTable.text) }
        parts.append(
            "\(model) on \(data): loss \(metrics.loss.fixed(4)), accuracy \((100 * metrics.accuracy).fixed(2)) %, "
                + "\(mistakeCount.grouped) of \(metrics.sampleCount.grouped) wrong")
        return parts.joined(separator: "\n\n")
    }

    private var scoreTable: ColumnTable {
        func percent(_ ratio: Double?) -> String { ratio.map { (100 * $0).fixed(2) + " %" } ?? "–" }
        var table = ColumnTable([
            ("class", .leading), ("precision", .trailing), ("recall", .trailing), ("F1", .trailing), ("images", .trailing),
        ])
        for (index, name) in confusion.classNames.enumerated() {
            let scores = confusion.scores(ofClass: index)
            table.append([
                name, percent(scores.precision), percent(scores.recall), percent(scores.f1), scores.support.grouped,
            ])
        }
        return table
    }

    private var matrixTable: ColumnTable {
        var table = ColumnTable([("", .leading)] + confusion.classNames.map { ($0, .trailing) })
        for (name, row) in zip(confusion.classNames, confusion.counts) {
            table.append([name] + row.map { $0 == 0 ? "·" : "\($0)" })
        }
        return table
    }

    private var worstTable: ColumnTable {
        var table = ColumnTable([("image", .trailing), ("true", .trailing), ("answered", .trailing), ("loss", .trailing)])
        for sample in worst {
            table.append([
                "\(sample.index)", confusion.classNames[sample.label], confusion.classNames[sample.predicted],
                sample.loss.fixed(3),
            ])
        }
        return table
    }

    /// The report for programs; the README documents the names.
    public var json: JSONValue {
        func ratio(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
        return [
            "model": .string(model), "data": .string(data), "images": .integer(metrics.sampleCount),
            "loss": .number(metrics.loss), "accuracy": .number(metrics.accuracy), "mistakes": .integer(mistakeCount),
            "classes": .array(
                confusion.classNames.enumerated().map { index, name in
                    let scores = confusion.scores(ofClass: index)
                    return [
                        "name": .string(name), "precision": ratio(scores.precision), "recall": ratio(scores.recall),
                        "f1": ratio(scores.f1), "images": .integer(scores.support),
                    ]
                }),
            "confusion": .array(confusion.counts.map { .array($0.map { .integer($0) }) }),
            "worst": .array(
                worst.map { sample in
                    [
                        "image": .integer(sample.index), "true": .string(confusion.classNames[sample.label]),
                        "answered": .string(confusion.classNames[sample.predicted]), "loss": .number(sample.loss),
                    ]
                }),
        ]
    }
}
