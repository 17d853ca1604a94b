public import FerryCore

/// What training minimises, by Keras's names.
///
/// Targets are classes: rows of which the class's element is 1 and the others are 0, or for a single output the class itself, 0 or
/// 1. The loss of a batch is the mean over its samples.
public enum Loss: String, Hashable, Sendable, CaseIterable {
    case categoricalCrossentropy = "categorical_crossentropy"
    case sparseCategoricalCrossentropy = "sparse_categorical_crossentropy"
    case binaryCrossentropy = "binary_crossentropy"
    case meanSquaredError = "mean_squared_error"

    /// Keras's class: `MeanSquaredError`.
    var className: String { rawValue.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() }

    /// The loss of this name, or of Keras's class: `mean_squared_error`, `mse`, `MeanSquaredError`.
    ///
    /// - Throws: `unsupported` where Ferry has none of this name.
    public init(named name: String) throws(FerryError) {
        let plainName = name.split(separator: ">").last.map(String.init) ?? name
        let folded = plainName.filter { $0 != "_" }.lowercased()
        let known =
            Self.allCases.first { $0.rawValue.filter { $0 != "_" } == folded } ?? (folded == "mse" ? .meanSquaredError : nil)
        guard let known else {
            throw FerryError(
                .unsupported, "Ferry cannot train with the loss '\(name)'",
                expected: Self.allCases.map(\.rawValue).joined(separator: ", "), found: name,
                remedy: "choose one with --loss")
        }
        self = known
    }
}

/// What the numbers are that a loss is computed from.
public enum LossForm: Hashable, Sendable {
    /// The model's outputs: probabilities where the loss is a cross-entropy.
    case outputs
    /// What a softmax or sigmoid would make probabilities of. Nothing is lost to rounding there.
    case logits
}

/// A loss on numbers of one form.
public struct LossFunction: Hashable, Sendable {
    public let loss: Loss
    public let form: LossForm

    public init(_ loss: Loss, _ form: LossForm) { (self.loss, self.form) = (loss, form) }

    /// One sample's loss.
    ///
    /// - Parameter row: where the sample's elements are.
    public func callAsFunction(_ output: Span<Float>, row: Range<Int>, label: Int) -> Double {
        switch (loss, form) {
        case (.meanSquaredError, _): Self.meanSquare(output, row, label)
        case (.binaryCrossentropy, .logits): Self.binaryOfLogits(output, row, label)
        case (.binaryCrossentropy, .outputs): Self.binaryOfProbabilities(output, row, label)
        case (_, .logits): Self.categoricalOfLogits(output, row, label)
        case (.categoricalCrossentropy, .outputs): Self.categoricalOfProbabilities(output, row, label)
        case (.sparseCategoricalCrossentropy, .outputs): Self.sparseOfProbabilities(output, row, label)
        }
    }

    /// Writes one sample's part of the gradient.
    ///
    /// - Parameter scale: 1 over the batch.
    public func differentiate(
        _ output: Span<Float>, row: Range<Int>, label: Int, scale: Double, into gradient: inout MutableSpan<Float>
    ) {
        switch (loss, form) {
        case (.meanSquaredError, _):
            let scale = 2 * scale / Double(row.count)
            for index in row {
                gradient[index] = Float((Double(output[index]) - Self.target(index, row, label)) * scale)
            }
        case (.binaryCrossentropy, .logits):
            let scale = scale / Double(row.count)
            for index in row {
                gradient[index] = Float((Self.sigmoid(Double(output[index])) - Self.target(index, row, label)) * scale)
            }
        case (.binaryCrossentropy, .outputs):
            let scale = scale / Double(row.count)
            for index in row {
                let p = Double(output[index])
                // (p − y) / (p (1 − p)): the target is 0 or 1.
                let slope = Self.target(index, row, label) == 1 ? -1 / p : 1 / (1 - p)
                gradient[index] = Self.isClipped(output[index]) ? 0 : Float(slope * scale)
            }
        case (_, .logits):
            let (largest, sum) = Self.exponentials(output, row)
            for index in row {
                let p = Self.exponential(Double(output[index]) - largest) / sum
                gradient[index] = Float((p - Self.target(index, row, label)) * scale)
            }
        case (.categoricalCrossentropy, .outputs):
            let sum = Self.sum(output, row)
            let p = Double(output[row.lowerBound + label])
            let isClipped = Self.isClipped(Float(p / sum))
            for index in row {
                let slope = 1 / sum - (index == row.lowerBound + label ? 1 / p : 0)
                gradient[index] = isClipped ? 0 : Float(slope * scale)
            }
        case (.sparseCategoricalCrossentropy, .outputs):
            let sum = row.reduce(0) { $0 + Self.clipped(output[$1]) }
            for index in row {
                let slope = 1 / sum - (index == row.lowerBound + label ? 1 / Self.clipped(output[index]) : 0)
                gradient[index] = Self.isClipped(output[index]) ? 0 : Float(slope * scale)
            }
        }
    }
}
