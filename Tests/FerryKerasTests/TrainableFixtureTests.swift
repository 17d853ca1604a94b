import FerryArchive
import FerryCore
import FixtureCases
import Testing

@testable import FerryKeras

@Suite struct `A model that Keras wrote` {
    @Test(arguments: FixtureCase.genuine)
    func `goes on training where it can`(fixture: FixtureCase) throws {
        let model = try KerasFormats.read(FileByteSource(path: fixture.path), fixture.options).model
        let recording = try NPZ.read(FileByteSource(path: try #require(fixture.recording)))
        var inputs: [String: Tensor<Float>] = [:]
        for (name, source) in recording where name.hasPrefix("inputs/") {
            inputs[String(name.dropFirst(7))] = try source.loadFloat()
        }
        let samples = try #require(inputs.values.first).shape[0]
        // The loss is a weighted sum of the first output, at a point of its own for each element.
        let work = SampleWork(inputs, samples: samples) { sample, output, gradient in
            for index in gradient.indices { gradient[index] = Float((index * 5 + sample) % 7) / 7 - 0.4 }
            return zip(output, gradient).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        let output = model.graph.outputs[0]
        if let layer = Self.layerThatActsInTraining(model) {
            let error = #expect(throws: FerryError.self) {
                try TrainingExecutor(model, output: output, batches: [samples], slotCount: 0)
            }
            #expect(error?.problem.contains("\(layer) cannot be trained") == true)
            return
        }
        let executor = try TrainingExecutor(model, output: output, batches: [samples], slotCount: 0)
        executor.computeGradients(batch: samples, key: 1, work)
        let before = work.sum
        let gradients = executor.block.trainable.map { executor.block.gradient(of: $0).elements }
        let slope = gradients.joined().reduce(0) { $0 + Double($1) * Double($1) }
        #expect(slope.isFinite && before.isFinite)
        // So short a step down the slope that what is lost is what the gradient says; where the model is flat (a softmax that is
        // sure, a bias that a normalisation takes away again) what is lost drowns in rounding.
        let rate = min(1e-3 * max(abs(before), 1) / slope, 1e-2 / slope.squareRoot())
        guard rate * slope > 1e-4 * max(abs(before), 1) else { return }
        for (entry, gradient) in zip(executor.block.trainable, gradients) {
            executor.block.withValue(entry) { values in
                for index in values.indices { values[index] -= Float(rate) * gradient[index] }
            }
        }
        executor.pack()
        executor.computeGradients(batch: samples, key: 1, work)
        let fall = (before - work.sum) / (rate * slope)
        #expect(abs(fall - 1) < 0.05, "it fell by \(fall) of what the gradient says")
    }

    @Test(arguments: TrainingOnlyLayer().classNames)
    func `is not trained where a layer does in training what Ferry does not`(className: String) throws {
        let layer = ArchitectureReading.layer(className, ["name": "l"])
        let model = try ArchitectureReading.model(ArchitectureReading.sequential([nil, 6, 6, 3], [layer]))
        let error = #expect(throws: FerryError.self) {
            try TrainingExecutor(model, output: model.graph.outputs[0], batches: [1], slotCount: 0)
        }
        #expect(error?.code == .unsupported)
        #expect(error?.problem == "\(className) cannot be trained")
        #expect(error?.location.layer == "l")
    }

    @Test func `is not trained without its penalties`() throws {
        let penalty: JSONValue = ["module": "keras.regularizers", "class_name": "L2", "config": ["l2": 0.01]]
        func dense(_ name: String, _ config: JSONObject) throws -> JSONValue {
            var config = config
            (config["name"], config["units"]) = (.string(name), 3)
            return ArchitectureReading.layer("Dense", .object(config))
        }
        let layers = try [
            dense("free", ["kernel_regularizer": nil]), dense("held", ["kernel_constraint": "UnitNorm"]),
            dense("fined", ["bias_regularizer": penalty]), dense("frozen", ["kernel_regularizer": penalty, "trainable": false]),
        ]
        let model = try ArchitectureReading.model(ArchitectureReading.sequential([nil, 3], layers))
        let error = #expect(throws: FerryError.self) { try KerasTraining.check(model) }
        let locations = ([error?.location] + (error?.others.map(\.location) ?? [])).compactMap(\.self)
        #expect(error?.code == .unsupported)
        #expect(locations.map(\.layer) == ["held", "fined"])
        #expect(locations.map(\.field) == ["kernel_constraint", "bias_regularizer"])
    }

    static let dropouts: [(className: String, config: JSONValue, operation: Dropout)] = [
        ("Dropout", ["name": "l", "rate": 0.25, "seed": 3, "noise_shape": nil], Dropout(rate: 0.25)),
        ("Dropout", ["name": "l", "rate": 0.25, "noise_shape": [nil, 1, 1, 4]], Dropout(rate: 0.25, sharedAxes: [1, 2])),
        ("Dropout", ["name": "l", "rate": 0.25, "noise_shape": [1, nil, nil, 1]], Dropout(rate: 0.25, sharedAxes: [0, 3])),
        (
            "SpatialDropout2D", ["name": "l", "rate": 0.5, "data_format": "channels_last"],
            Dropout(rate: 0.5, sharedAxes: [1, 2])
        ),
        (
            "SpatialDropout2D", ["name": "l", "rate": 0.5, "data_format": "channels_first"],
            Dropout(rate: 0.5, sharedAxes: [2, 3])
        ),
        ("GaussianDropout", ["name": "l", "rate": 0.1], Dropout(rate: 0.1, factors: .gaussian)),
    ]

    @Test(arguments: dropouts.indices)
    func `has dropouts of every kind`(index: Int) throws {
        let (className, config, expected) = Self.dropouts[index]
        let layer = ArchitectureReading.layer(className, config)
        let model = try ArchitectureReading.model(ArchitectureReading.sequential([nil, 6, 6, 4], [layer]))
        #expect(model.graph.nodes.last?.operation as? Dropout == expected)
    }

    @Test func `has noise of its own deviation`() throws {
        let layer = ArchitectureReading.layer("GaussianNoise", ["name": "l", "stddev": 0.25, "seed": nil])
        let model = try ArchitectureReading.model(ArchitectureReading.sequential([nil, 4], [layer]))
        #expect(model.graph.nodes.last?.operation as? Identity == Identity(inTraining: .noise(deviation: 0.25)))
    }

    /// The class of the first such layer.
    private static func layerThatActsInTraining(_ model: Model) -> String? {
        let node = model.graph.nodes.first { ($0.operation as? Identity)?.inTraining == .unknown }
        return node?.layer.map { model.layers[$0].kind }
    }
}
