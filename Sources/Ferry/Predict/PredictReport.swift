public import FerryCore

/// What a model takes pictures for.
public struct PredictReport: Sendable {
    public struct Class: Hashable, Sendable {
        /// Its position in the model's output.
        public var index: Int
        /// What the model answered for it: a probability where all of them are.
        public var score: Float
    }

    public struct Picture: Hashable, Sendable {
        public var path: String
        /// The likeliest first.
        public var classes: [Class]
        /// Whether the model's answers are probabilities: none negative, and 1 together.
        public var areProbabilities: Bool

        init(_ path: String, _ scores: ArraySlice<Float>, top: Int) {
            self.path = path
            let sum = scores.reduce(0, +)
            areProbabilities = scores.allSatisfy { $0 >= 0 } && abs(sum - 1) < 1e-3
            let ranked = scores.enumerated().sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }
            classes = ranked.prefix(top).map { Class(index: $0.offset, score: $0.element) }
        }
    }

    public var model: String
    /// How the pictures were brought to the model's form, in words.
    public var preparation: String
    public var pictures: [Picture]

    /// A line for each picture.
    public var text: String {
        let areProbabilities = pictures.allSatisfy(\.areProbabilities)
        let count = pictures.first?.classes.count ?? 0
        var columns: [(title: String, alignment: ColumnTable.Alignment)] = [("picture", .leading)]
        for place in 1...max(1, count) {
            columns.append((place == 1 ? "class" : "or", .trailing))
            columns.append((areProbabilities ? "probability" : "score", .trailing))
        }
        var table = ColumnTable(columns)
        for picture in pictures {
            let cells = picture.classes.flatMap { ["\($0.index)", areProbabilities ? $0.percent : "\($0.score)"] }
            table.append([picture.path] + cells)
        }
        return table.text
    }

    /// The report for programs; the README documents the names.
    public var json: JSONValue {
        ["model": .string(model), "preparation": .string(preparation), "pictures": .array(pictures.map(\.json))]
    }
}

extension PredictReport.Class {
    /// `99.87 %`
    fileprivate var percent: String {
        let hundredths = Int((Double(score) * 10_000).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) %"
    }
}

extension PredictReport.Picture {
    fileprivate var json: JSONValue {
        [
            "path": .string(path), "probabilities": .bool(areProbabilities),
            "classes": .array(classes.map { ["class": .integer($0.index), "score": .number(Double($0.score))] }),
        ]
    }
}
