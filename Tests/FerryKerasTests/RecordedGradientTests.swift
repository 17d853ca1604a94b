import FerryArchive
import FerryCore
import FerryKeras
import FixtureCases
import Testing

@Suite struct `Gradients that Keras recorded` {
    /// Each model's file and recording: see `Tools/fixtures/gradients.py`.
    static let models = [
        ("keras/mnist-cnn/keras3.keras", "training/gradients-mnist-cnn.npz"),
        ("training/residual.keras", "training/gradients-residual.npz"),
    ]

    /// Of a tensor's largest magnitude: what the order of float32 sums leaves open, several layers deep.
    private static let tolerance = 1e-5

    @Test(arguments: models)
    func `are Ferry's`(file: String, recording: String) throws {
        let model = try Self.withoutDropout(KerasFormats.read(FileByteSource(path: FixtureCase.folder + file)).model)
        let arrays = try NPZ.read(FileByteSource(path: FixtureCase.folder + recording))
        func array(_ name: String) throws -> Tensor<Float> {
            try #require(arrays.first { $0.name == name }, "\(name)").source.loadFloat()
        }
        let labels = try array("labels").elements.map { Int($0) }
        let inputs = [model.graph[model.graph.inputs[0]].name: try array("inputs")]
        let work = SampleWork(inputs, samples: labels.count) { sample, logits, gradient in
            Self.crossEntropy(logits, label: labels[sample], count: labels.count, &gradient)
        }
        let logits = try #require(model.graph.producer(of: model.graph.outputs[0])?.inputs[0])
        for set in InstructionSet.available {
            let executor = try TrainingExecutor(
                model, output: logits, batches: [labels.count], slotCount: 0, instructionSet: set)
            executor.computeGradients(batch: labels.count, key: 0, work)
            let loss = try array("loss").elements[0]
            #expect(abs(work.sum - Double(loss)) <= 1e-6 * Double(loss), "\(set)")
            for entry in executor.block.trainable {
                let recorded = try array("gradients/\(entry.name)").elements
                let elements = executor.block.gradient(of: entry).elements
                // Of large tensors one element in seven is recorded.
                let step = recorded.count == elements.count ? 1 : 7
                expect(stride(from: 0, to: elements.count, by: step).map { elements[$0] }, recorded, "\(entry.name), \(set)")
            }
            for entry in executor.block.fixed {
                var elements: [Float] = []
                executor.block.withValue(entry) { span in elements = span.indices.map { span[$0] } }
                expect(elements, try array("states/\(entry.name)").elements, "\(entry.name), \(set)")
            }
            let states = arrays.filter { $0.name.hasPrefix("states/") }.count
            #expect(executor.block.fixed.count == states)
        }
    }

    private func expect(_ found: [Float], _ expected: [Float], _ context: String) {
        guard found.count == expected.count else {
            Issue.record("\(found.count) elements and not \(expected.count): \(context)")
            return
        }
        let largest = expected.reduce(0) { max($0, abs($1)) }
        let difference = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(Double(difference) <= Self.tolerance * Double(largest), "\(context)")
    }

    /// A sample's share of the mean sparse categorical cross-entropy from logits.
    private static func crossEntropy(_ logits: [Float], label: Int, count: Int, _ gradient: inout [Float]) -> Double {
        let softmax = Softmax().reference([Tensor(shape: [1, logits.count], elements: logits.map(Double.init))]).elements
        for index in gradient.indices {
            gradient[index] = Float((softmax[index] - (index == label ? 1 : 0)) / Double(count))
        }
        let row = Tensor(shape: [1, logits.count], elements: logits.map(Double.init))
        return -LogSoftmax().reference([row]).elements[label] / Double(count)
    }

    /// Random silence cannot be the same as Keras's: it was recorded with a rate of 0.
    private static func withoutDropout(_ model: Model) throws -> Model {
        var copy = Model(name: model.name, layers: model.layers, frozen: [], origin: model.origin)
        var ids: [ValueID: ValueID] = [:]
        for id in model.graph.inputs {
            let type = try #require(model.graph[id].type)
            ids[id] = try copy.graph.addInput(named: model.graph[id].name, type: type)
        }
        for id in model.graph.identifiers {
            guard let source = model.parameters[id] else { continue }
            let copied = try copy.addParameter(named: model.graph[id].name, source)
            ids[id] = copied
            if model.frozen.contains(id) { copy.frozen.insert(copied) }
        }
        for node in model.graph.nodes {
            let operation: any Operator = node.operation is Dropout ? Dropout(rate: 0) : node.operation
            ids[node.output] = try copy.graph.addNode(
                named: node.name, operation, inputs: node.inputs.map { $0.flatMap { ids[$0] } },
                output: model.graph[node.output].name, layer: node.layer)
        }
        for id in model.graph.outputs { copy.graph.addOutput(try #require(ids[id])) }
        return copy
    }
}
