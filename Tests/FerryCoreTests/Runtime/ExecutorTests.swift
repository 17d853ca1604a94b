import AllocationCounter
import FerryCore
import Testing

@Suite struct `An executor` {
    @Test(arguments: UInt64(1)...20)
    func `agrees with the definitions on random graphs, in every output and every value`(seed: UInt64) throws {
        let random = try RandomModel(seed: seed)
        let inputs = try random.inputs(batch: 2)
        let expected = try ReferenceInterpreter(random.model).run(inputs.mapValues { Tensor<Double>($0) })
        let plain = try Executor(random.model, batch: 2)
        let keeping = try Executor(random.model, batch: 2, keepsAllValues: true)
        let outputs = try plain.run(inputs)
        #expect(try keeping.run(inputs) == outputs, "seed \(seed): keeping values changes the outputs")
        #expect(Set(outputs.keys) == Set(random.model.graph.outputs.map { random.model.graph[$0].name }))
        for (name, value) in expected {
            let computed = try #require(keeping.value(named: name), "seed \(seed): \(name) was not kept")
            let largest = value.elements.reduce(1) { max($0, abs($1)) }
            let error = zip(computed.elements, value.elements).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
            #expect(computed.shape == value.shape)
            #expect(error <= 1e-5 * largest, "seed \(seed): \(name) is off by \(error) of \(largest)")
        }
    }

    @Test(arguments: UInt64(1)...6)
    func `computes the same bits with any number of threads, again and again`(seed: UInt64) throws {
        let random = try RandomModel(seed: seed)
        let inputs = try random.inputs(batch: 3)
        for set in InstructionSet.available {
            func executor(threads: Int) throws -> Executor {
                try Executor(random.model, batch: 3, threads: threads, keepsAllValues: false, instructionSet: set)
            }
            let single = try executor(threads: 1).run(inputs)
            for threads in [2, 5] {
                let several = try executor(threads: threads)
                for _ in 0..<3 { #expect(try several.run(inputs) == single, "seed \(seed), \(set), \(threads) threads") }
            }
        }
    }

    @Test(arguments: UInt64(1)...4)
    func `computes each sample as it would alone`(seed: UInt64) throws {
        let random = try RandomModel(seed: seed)
        let inputs = try random.inputs(batch: 3)
        let outputs = try Executor(random.model, batch: 3).run(inputs)
        let single = try Executor(random.model, batch: 1)
        for sample in 0..<3 {
            let alone = try single.run(inputs.mapValues { $0.sample(sample) })
            #expect(alone == outputs.mapValues { $0.sample(sample) }, "seed \(seed), sample \(sample)")
        }
    }

    @Test(.enabled(if: allocations_are_counted()))
    func `allocates nothing in a run`() throws {
        for seed in UInt64(1)...5 {
            let random = try RandomModel(seed: seed)
            let inputs = try random.inputs(batch: 2)
            let executor = try Executor(random.model, batch: 2, threads: 2)
            _ = try executor.run(inputs)
            var sum: Float = 0
            let before = allocation_count()
            for _ in 0..<3 {
                try executor.withInput(named: "x") { elements in elements[0] += 1 }
                executor.run()
                try executor.withValue(named: "probabilities") { elements in sum += elements[0] }
            }
            #expect(allocation_count() - before == 0, "seed \(seed)")
            #expect(sum > 0)
        }
    }

    @Test func `shares memory between values that do not meet`() throws {
        var model = Model(name: "chain", origin: Origin(format: "test"))
        var last = try model.graph.addInput(named: "x", type: TensorType([.batch, 32, 32, 16]))
        for number in 0..<20 {
            last = try model.graph.addNode(
                named: "n\(number)", MaxPooling2D(poolSize: Size2D(2), strides: Size2D(1), padding: .same), inputs: [last],
                output: "n\(number)")
        }
        model.graph.addOutput(last)
        let value = 32 * 32 * 16 * MemoryLayout<Float>.stride
        #expect(try Executor(model, batch: 1).activationByteCount == 3 * value)
        #expect(try Executor(model, batch: 1, keepsAllValues: true).activationByteCount == 21 * value)
    }

    @Test func `packs the parameters of a shared layer once`() throws {
        var model = Model(name: "shared", origin: Origin(format: "test"))
        var last = try model.graph.addInput(named: "x", type: TensorType([.batch, 64]))
        let kernel = try model.addParameter(named: "kernel", MemorySource(Tensor<Float>(repeating: 1, shape: [64, 64])))
        last = try model.graph.addNode(named: "y", Dense(), inputs: [last, kernel, nil], output: "y")
        let single = try Executor(model, batch: 1).parameterByteCount
        last = try model.graph.addNode(named: "y#2", Dense(), inputs: [last, kernel, nil], output: "y#2")
        model.graph.addOutput(last)
        let executor = try Executor(model, batch: 1)
        #expect(executor.parameterByteCount == single)
        let y = try executor.run(["x": Tensor(repeating: 1, shape: [1, 64])])["y#2"]
        #expect(y == Tensor(repeating: 4096, shape: [1, 64]))
    }

    @Test func `runs an operator without a kernel by its definition`() throws {
        var model = Model(name: "squares", origin: Origin(format: "test"))
        let x = try model.graph.addInput(named: "x", type: TensorType([.batch, 2]))
        let scale = try model.addParameter(named: "scale", MemorySource(Tensor<Float>(shape: [1], elements: [10])))
        let y = try model.graph.addNode(named: "y", ScaledSquare(), inputs: [x, scale], output: "y")
        model.graph.addOutput(y)
        let outputs = try Executor(model, batch: 2).run(["x": Tensor(shape: [2, 2], elements: [1, -2, 3, 0.5])])
        #expect(outputs["y"]?.elements == [10, 40, 90, 2.5])
    }

    @Test func `takes an instruction set by name, and says which there are`() throws {
        #expect(try InstructionSet.named("scalar") == .scalar)
        let error = #expect(throws: FerryError.self) { try InstructionSet.named("mmx") }
        #expect(error?.code == .usage)
        #expect(error?.expected?.contains("scalar") == true)
    }

    @Test func `lets a not-a-number through`() throws {
        let random = try RandomModel(seed: 1)
        var inputs = try random.inputs(batch: 1)
        for name in inputs.keys { inputs[name]?.elements[40] = .nan }
        let probabilities = try #require(try Executor(random.model, batch: 1).run(inputs)["probabilities"])
        #expect(probabilities.elements.allSatisfy { $0.isNaN })
    }
}

/// What a package outside of Ferry might add.
private struct ScaledSquare: Operator {
    static let name = "ScaledSquare"
    static let summary = "scale · x²"
    static let source = "a test"
    let inputRoles = [InputRole("x"), InputRole("scale", .trainable)]

    func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType { inputs[0] ?? TensorType([1] as [Int]) }

    func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        guard var y = inputs[0], let scale = inputs[1]?.elements.first else { preconditionFailure("no inputs") }
        for index in y.elements.indices { y.elements[index] *= scale * y.elements[index] }
        return y
    }
}

extension Tensor<Float> {
    /// One sample of the batch, as a batch of one.
    fileprivate func sample(_ index: Int) -> Tensor<Float> {
        let size = count / shape[0]
        return Tensor(shape: [1] + shape.dropFirst(), elements: Array(elements[index * size..<(index + 1) * size]))
    }
}
