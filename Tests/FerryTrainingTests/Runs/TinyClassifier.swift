import FerryCore
import FerryTraining

/// All pixels times a matrix: what a run of training can be tried on in milliseconds.
struct PixelProduct: Operator {
    static let name = "PixelProduct"
    static let summary = "all pixels of a picture, times a matrix"
    static let source = "for tests"

    var inputRoles: [InputRole] { [InputRole("x"), InputRole("kernel", .trainable)] }

    func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        TensorType([.batch, inputs[1]?.shape[1] ?? .fixed(1)])
    }

    func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        guard let x = inputs[0], let kernel = inputs[1] else { preconditionFailure("both inputs are needed") }
        let (pixels, classes) = (kernel.shape[0], kernel.shape[1])
        let elements = (0..<x.shape[0] * classes).map { place in
            (0..<pixels).reduce(0) { sum, pixel in
                sum + x.elements[place / classes * pixels + pixel] * kernel.elements[pixel * classes + place % classes]
            }
        }
        return Tensor(shape: [x.shape[0], classes], elements: elements)
    }

    func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        guard let kernel = problem.sizes.inputs[1] else { return nil }
        return Kernel(samples: problem.sizes.output[0], pixels: kernel[0], classes: kernel[1])
    }

    struct Kernel: TrainingKernel {
        let samples: Int
        let pixels: Int
        let classes: Int

        // Safety: the executor sizes the inputs, the output and the gradients by the shapes that the kernel was planned for.
        func forward(_ arguments: TrainingArguments) {
            each { sample, pixel, column in
                let output = unsafe arguments.output + (sample * classes + column)
                if pixel == 0 { unsafe output.pointee = 0 }
                unsafe output.pointee +=
                    arguments.inputs[0]![sample * pixels + pixel] * arguments.inputs[1]![pixel * classes + column]
            }
        }

        func backward(_ arguments: TrainingArguments) {
            each { sample, pixel, column in
                unsafe arguments.inputGradients[1]![pixel * classes + column] +=
                    arguments.inputs[0]![sample * pixels + pixel] * arguments.outputGradient[sample * classes + column]
            }
        }

        private func each(_ body: (Int, Int, Int) -> Void) {
            for sample in 0..<samples {
                for pixel in 0..<pixels { for column in 0..<classes { body(sample, pixel, column) } }
            }
        }
    }
}

/// A model of one matrix and a softmax, and pictures of three classes.
enum TinyClassifier {
    static func model() throws -> Model {
        var model = Model(name: "tiny", origin: Origin(format: "test"))
        let input = try model.graph.addInput(
            named: "pixels", type: TensorType([.batch, .fixed(2), .fixed(2), .fixed(1)]))
        let kernel = try model.addParameter(
            named: "product/kernel",
            MemorySource(Tensor<Float>(shape: [4, 3], elements: (0..<12).map { Float($0 % 5) / 10 - 0.2 })))
        let product = try model.graph.addNode(
            named: "product#linear", PixelProduct(), inputs: [input, kernel], output: "product#linear")
        model.graph.addOutput(try model.graph.addNode(named: "product", Softmax(), inputs: [product], output: "product"))
        return model
    }

    /// 45 pictures: 2 whole batches of 20, and one of 5.
    static func data(_ name: String = "tiny", offset: Int = 0, _ change: (inout [Float]) -> Void = { _ in }) -> DataSet {
        // Noise, and half a pixel's brightness where the class says: 45 pictures cannot be told apart without error.
        var numbers = (0..<180).map { Float(($0 * 37 + offset) % 101) / 101 + ($0 % 4 == $0 / 4 % 3 ? 0.5 : 0) }
        change(&numbers)
        return DataSet(
            name: name, height: 2, width: 2, channels: 1, numbers: numbers, labels: (0..<45).map { $0 % 3 },
            classNames: ["a", "b", "c"])
    }

    static func options(epochs: Int = 4, threads: Int = 1, _ optimizer: String = "adam") throws -> TrainingOptions {
        var optimizer = try Optimizers.named(optimizer)
        optimizer.learningRate = .constant(0.05)
        var options = TrainingOptions(optimizer, .categoricalCrossentropy)
        (options.batchSize, options.epochs, options.threads, options.seed) = (20, epochs, threads, 11)
        options.earlyStopping = EarlyStopping(patience: 2)
        options.plateauReduction = PlateauReduction(factor: 0.5, patience: 1)
        return options
    }

    static func trainer(_ options: TrainingOptions) throws -> Trainer {
        try Trainer(model(), on: data(), validation: data("validation", offset: 13), options)
    }
}

extension Trainer {
    /// All that a run's end depends on, times left out.
    var outcome: [AnyHashable] {
        let figures = progress.history.map { record in
            var record = record
            (record.seconds, record.endedAt) = (0, 0)
            return record
        }
        return [
            block.snapshot.map(\.bitPattern), block.slotSnapshot.map(\.bitPattern), figures, progress.epoch, progress.position,
            progress.iteration, progress.metrics, progress.earlyStopping, progress.plateau, progress.isFinished,
        ]
    }

    func run(steps: Int = .max) throws {
        var left = steps
        while !progress.isFinished, left > 0 {
            try step()
            left -= 1
        }
    }
}
