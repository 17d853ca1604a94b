import FerryCore
import FerryKeras
import Testing

struct `Built-in architectures` {
    @Test(arguments: [("mnist-cnn", 93_322), ("lenet5", 61_706), ("vgg-small", 467_818), ("resnet-small", 78_426)])
    func `an architecture has Keras's number of parameters, all drawn`(name: String, count: Int) throws {
        let model = try KerasRecipes.model(named: name, seed: 0)
        #expect(model.parameterCount == count)
        #expect(KerasRecipes.names.contains(name))
        let executor = try Executor(model, batch: 1, threads: 1)
        let input = model.graph[model.graph.inputs[0]].name
        let outputs = try executor.run([input: Tensor(repeating: 0.5, shape: [1, 28, 28, 1])])
        let shares = try #require(outputs.values.first).elements
        #expect(shares.count == 10)
        #expect(abs(shares.reduce(0, +) - 1) < 1e-5)
    }

    @Test func `kernels are drawn within Glorot's limit, and biases are zero`() throws {
        let model = try KerasRecipes.model(named: "mnist-cnn", seed: 3)
        for (name, fans) in [("conv2d/kernel", 9 + 9 * 32), ("conv2d_1/kernel", 9 * 32 + 9 * 64), ("dense/kernel", 576 + 64)] {
            let elements = try elements(name, model)
            let limit = (6 / Float(fans)).squareRoot()
            let largest = elements.map(abs).max() ?? 0
            #expect(largest <= limit)
            // The largest of n uniform draws falls short by 1/n on average.
            #expect(largest > limit * (1 - 10 / Float(elements.count)), "\(name)")
            let mean = elements.reduce(0, +) / Float(elements.count)
            #expect(abs(mean) < 4 * limit / (3 * Float(elements.count)).squareRoot(), "\(name)")
        }
        let areZero = try elements("conv2d/bias", model).allSatisfy { $0 == 0 }
        #expect(areZero)
    }

    @Test func `a seed gives the same weights, another one others`() throws {
        func kernel(_ seed: UInt64) throws -> [Float] {
            try elements("dense/kernel", try KerasRecipes.model(named: "mnist-cnn", seed: seed))
        }
        #expect(try kernel(5) == kernel(5))
        #expect(try kernel(5) != kernel(6))
    }

    @Test func `normalization begins as the identity`() throws {
        let model = try KerasRecipes.model(named: "resnet-small", seed: 0)
        #expect(try elements("batch_normalization/gamma", model) == [Float](repeating: 1, count: 16))
        #expect(try elements("batch_normalization/moving_variance", model) == [Float](repeating: 1, count: 16))
        #expect(try elements("batch_normalization/moving_mean", model) == [Float](repeating: 0, count: 16))
    }

    @Test func `a name that is none is refused with the nearest`() {
        let error = #expect(throws: FerryError.self) { try KerasRecipes.model(named: "mnist-cn", seed: 0) }
        #expect(error?.code == .usage)
        #expect(error?.remedy == "did you mean 'mnist-cnn'?")
    }

    private func elements(_ name: String, _ model: Model) throws -> [Float] {
        let id = try #require(model.graph.value(named: name))
        return try #require(model.parameters[id]).loadFloat().elements
    }
}
