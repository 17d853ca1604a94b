import AllocationCounter
import FerryCore
import Testing

@Suite struct `A training executor` {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `computes the gradients of random graphs as differences of their definitions do`(seed: UInt64) throws {
        let problem = try Problem(seed: seed, batch: 5)
        let executor = try problem.executor()
        executor.computeGradients(batch: 5, key: 0, problem.work)
        var generator = SplitMix64(state: seed)
        for entry in executor.block.trainable {
            let gradient = executor.block.gradient(of: entry)
            let direction = Tensor<Double>.random(entry.shape, &generator)
            let expected = try problem.slope(of: entry.id, along: direction)
            let found = zip(gradient.elements, direction.elements).reduce(0) { $0 + Double($1.0) * $1.1 }
            // What may cancel in the sum over the elements.
            let scale = zip(gradient.elements, direction.elements).reduce(1e-3) { $0 + abs(Double($1.0) * $1.1) }
            #expect(abs(found - expected) <= 1e-5 * scale, "seed \(seed), \(entry.name): \(found) and not \(expected)")
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `computes the same bits with any number of threads, again and again`(seed: UInt64) throws {
        let problem = try Problem(seed: seed, batch: 10, dropoutRate: 0.5)
        for set in InstructionSet.available {
            var single: [Tensor<Float>]?
            for threads in [1, 2, 5] {
                let executor = try problem.executor(threads: threads, set)
                for _ in 0..<2 {
                    executor.computeGradients(batch: 10, key: 3, problem.work)
                    let gradients = executor.block.trainable.map { executor.block.gradient(of: $0) }
                    single = single ?? gradients
                    #expect(gradients == single, "seed \(seed), \(set), \(threads) threads")
                }
            }
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `takes batches of several sizes with one set of parameters`(seed: UInt64) throws {
        let large = try Problem(seed: seed, batch: 10)
        let small = try Problem(seed: seed, batch: 3)
        let both = try large.executor(batches: [10, 3])
        both.computeGradients(batch: 10, key: 0, large.work)
        both.update(Descent(), learningRate: 1e-3, iteration: 0)
        both.computeGradients(batch: 3, key: 0, small.work)

        let first = try large.executor()
        first.computeGradients(batch: 10, key: 0, large.work)
        first.update(Descent(), learningRate: 1e-3, iteration: 0)
        let second = try TrainingExecutor(
            first.block.model(from: small.model), output: small.output, batches: [3], slotCount: 0)
        second.computeGradients(batch: 3, key: 0, small.work)
        for entry in both.block.trainable {
            #expect(both.block.gradient(of: entry) == second.block.gradient(of: entry), "seed \(seed), \(entry.name)")
        }
    }

    @Test func `leaves frozen parameters alone`() throws {
        var problem = try Problem(seed: 3, batch: 4)
        let names = problem.model.parameters.keys.map { problem.model.graph[$0].name }.sorted()
        let frozen = try #require(problem.model.graph.value(named: names[0]))
        problem.model.frozen = [frozen]
        let executor = try problem.executor()
        #expect(executor.block.fixed.map(\.name) == [names[0]])
        executor.computeGradients(batch: 4, key: 0, problem.work)
        executor.update(Descent(), learningRate: 1e-2, iteration: 0)
        let trained = executor.block.model(from: problem.model)
        var changed = 0
        for (id, source) in problem.model.parameters {
            if try trained.parameters[id]?.loadFloat() == source.loadFloat() { continue }
            changed += 1
            #expect(id != frozen)
        }
        #expect(changed > 0)
    }

    @Test(.enabled(if: allocations_are_counted()))
    func `allocates nothing in a step`() throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let problem = try Problem(seed: seed, batch: 6, dropoutRate: 0.5)
            let executor = try problem.executor(threads: 2)
            let rule = Descent()
            executor.computeGradients(batch: 6, key: 0, problem.work)
            executor.update(rule, learningRate: 1e-3, iteration: 0)
            let before = allocation_count()
            for step in 1...3 {
                executor.computeGradients(batch: 6, key: UInt64(step), problem.work)
                executor.update(rule, learningRate: 1e-3, iteration: step)
            }
            #expect(allocation_count() - before == 0, "seed \(seed)")
        }
    }

    @Test func `refuses what has no gradient, all at once, by layer and name`() throws {
        var model = Model(name: "opaque", origin: Origin(format: "test"))
        let x = try model.graph.addInput(named: "x", type: TensorType([.batch, 4]))
        let kernel = try model.addParameter(named: "kernel", MemorySource(Tensor<Float>(repeating: 1, shape: [4, 4])))
        var last = try model.graph.addNode(named: "dense", Dense(), inputs: [x, kernel, nil], output: "dense")
        for name in ["first", "second"] {
            last = try model.graph.addNode(named: name, Opaque(), inputs: [last], output: name)
        }
        let output = last
        let error = #expect(throws: FerryError.self) {
            try TrainingExecutor(model, output: output, batches: [1], slotCount: 0)
        }
        #expect(error?.code == .unsupported)
        #expect(error?.problem == "Opaque cannot be trained")
        #expect(([error?.location.layer] + (error?.others.map(\.location.layer) ?? [])) == ["first", "second"])
    }
}

/// A random graph, random samples and the loss Σ weights · output.
private struct Problem {
    var model: Model
    let output: ValueID
    let work: WeightedSum
    let batch: Int

    init(seed: UInt64, batch: Int, dropoutRate: Double = 0) throws {
        let random = try RandomModel(seed: seed, dropoutRate: dropoutRate)
        (model, self.batch) = (random.model, batch)
        output = try #require(model.graph.value(named: "probabilities"))
        let inputs = try random.inputs(batch: batch)
        var generator = SplitMix64(state: seed &+ 100)
        let weights = Tensor<Float>(Tensor<Double>.random([batch, 10], &generator))
        work = WeightedSum(inputs, weights: weights)
    }

    func executor(
        threads: Int? = nil, _ set: InstructionSet? = nil, batches: Set<Int> = []
    ) throws -> TrainingExecutor {
        try TrainingExecutor(
            model, output: output, batches: batches.isEmpty ? [batch] : batches, slotCount: 0, threads: threads,
            instructionSet: set)
    }

    /// The loss's derivative when a parameter moves along a direction: a central difference of the float64 definition.
    func slope(of id: ValueID, along direction: Tensor<Double>) throws -> Double {
        // Small enough to step over next to no kink, and large enough for half of float64's digits.
        let step = 1e-7
        func loss(_ factor: Double) throws -> Double {
            var moved = model
            guard var elements = try model.parameters[id]?.loadDouble().elements else { return .nan }
            for index in elements.indices { elements[index] += factor * direction.elements[index] }
            moved.parameters[id] = MemorySource(Tensor(shape: direction.shape, elements: elements))
            let values = try ReferenceInterpreter(moved).run(work.inputs.mapValues { Tensor<Double>($0) })
            guard let output = values["probabilities"] else { return .nan }
            return zip(output.elements, work.weights.elements).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
        return try (loss(step) - loss(-step)) / (2 * step)
    }
}

/// Steepest descent.
private struct Descent: UpdateRule {
    let slotCount = 0

    func update(_ arguments: UpdateArguments) {
        for index in unsafe 0..<arguments.count {
            var sum: Float = 0
            for shard in unsafe 0..<arguments.shardCount {
                unsafe sum += arguments.gradients[shard * arguments.stride + index]
            }
            unsafe arguments.values[index] -= arguments.learningRate * sum
        }
    }
}

/// What a package outside of Ferry might add without a gradient.
private struct Opaque: Operator {
    static let name = "Opaque"
    static let summary = "the input"
    static let source = "a test"
    let inputRoles = [InputRole("x")]

    func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType { inputs[0] ?? TensorType([1] as [Int]) }

    func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> { inputs[0] ?? Tensor(repeating: 0, shape: [1]) }
}
