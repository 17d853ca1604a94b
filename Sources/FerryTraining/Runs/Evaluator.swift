public import FerryCore

/// Measures a model on a data set, in inference mode.
public struct Evaluator: Sendable {
    /// What one sample came to.
    public struct Sample: Hashable, Sendable {
        public let index: Int
        public let label: Int
        public let predicted: Int
        public let loss: Double
    }

    private let head: LossHead
    private let threads: Int?
    /// Pictures at a time.
    private static let batch = 256

    public init(_ head: LossHead, threads: Int? = nil) { (self.head, self.threads) = (head, threads) }

    /// Measures each sample in the order of the data.
    ///
    /// - Parameter model: the one that the head belongs to, with any parameters.
    /// - Throws: what planning the model throws.
    public func evaluate(
        _ model: Model, on data: DataSet, _ visit: (Sample) -> Void = { _ in }
    ) throws(FerryError) -> RunningMetrics {
        var model = model
        if !model.graph.outputs.contains(head.value) { model.graph.addOutput(head.value) }
        var metrics = RunningMetrics()
        var start = 0
        while start < data.count {
            // Two sizes at most: the last part is smaller.
            let batch = min(Self.batch, data.count - start)
            let executor = try Executor(model, batch: batch, threads: threads)
            while start + batch <= data.count {
                try run(executor, model.graph, on: data, start..<start + batch, &metrics, visit)
                start += batch
            }
        }
        return metrics
    }

    private func run(
        _ executor: Executor, _ graph: Graph, on data: DataSet, _ samples: Range<Int>, _ metrics: inout RunningMetrics,
        _ visit: (Sample) -> Void
    ) throws(FerryError) {
        try executor.withInput(named: graph[graph.inputs[0]].name) { elements in
            for (place, index) in samples.enumerated() {
                var image = elements._mutatingExtracting(place * data.imageCount..<(place + 1) * data.imageCount)
                data.readImage(index, into: &image)
            }
        }
        executor.run()
        try executor.withValue(named: graph[head.value].name) { output in
            for (place, index) in samples.enumerated() {
                let row = place * head.outputCount..<(place + 1) * head.outputCount
                let sample = Sample(
                    index: index, label: data.labels[index],
                    predicted: Prediction.label(output, row: row, head.function.form),
                    loss: head.function(output, row: row, label: data.labels[index]))
                metrics.add(loss: sample.loss, isCorrect: sample.predicted == sample.label)
                visit(sample)
            }
        }
    }
}
