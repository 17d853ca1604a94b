internal import ArgumentParser
internal import Ferry
internal import FerryCore

/// How long a model takes for a batch.
struct Infer: ParsableCommand {
    @Argument(help: "A model of one input.") var model: String
    @Argument(help: "An array of at least as many samples as the batch has.") var inputs: String
    @Option var batch = 1
    @Option var threads = 2
    @Option(help: "How long to measure.") var seconds = 0.5

    func run() throws {
        let model = try FormatRegistry.standard.read(self.model).model
        guard let input = try ArrayFile(path: inputs).inputs(for: model).first else { return }
        let executor = try Executor(model, batch: batch, threads: threads)
        try executor.withInput(named: input.key) { elements in
            for index in elements.indices { elements[index] = input.value.elements[index] }
        }
        let timing = Timing(seconds: seconds) { executor.run() }
        print(#"{"median_us": \#(timing.median), "p99_us": \#(timing.quantile(0.99))}"#)
    }
}
