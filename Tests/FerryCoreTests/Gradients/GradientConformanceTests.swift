import FerryCore
import Testing

// One after the other, so that the last case that began is the one that read or wrote past the end of its memory.
@Suite(.serialized) struct `The gradient of every operator` {
    private static let trainable =
        OperatorRegistry.standard.operators.map { $0.name } + FusedProblem.byName.keys.sorted()

    @Test(arguments: trainable)
    func `agrees with central differences of the definition`(name: String) throws {
        for problem in GradientProblem.all(of: name, count: 8) where !TrainingDefinitions.random.contains(name) {
            for set in InstructionSet.available {
                let run = GradientRun(problem, set)
                let context = "\(set), \(problem)"
                let result = try #require(run.run(problem.weights), "it has no training kernel: \(context)")
                #expect(result.isIntact, "wrote before the start of its memory: \(context)")
                expect(result.output, isCloseTo: problem.output.elements, "output, \(context)")
                for index in problem.inputs.indices where run.wants[index] {
                    let gradient = try #require(result.gradients[index])
                    expect(gradient, isGradientOf: problem, input: index, "input \(index), \(context)")
                }
            }
        }
    }

    @Test(arguments: trainable)
    func `is the same however it is computed`(name: String) throws {
        for problem in GradientProblem.all(of: name, count: 8) {
            for set in InstructionSet.available {
                var run = GradientRun(problem, set)
                let context = "\(set), \(problem)"
                let result = try #require(run.run(problem.weights))
                let again = try #require(run.run(problem.weights))
                #expect(result.gradients == again.gradients && result.output == again.output, "repeated, \(context)")
                try expectSumsOfShards(run, problem, result, context)
                run.initialGradient = 3
                try expectAddition(run, problem, result, context)
            }
        }
    }

    @Test(arguments: trainable)
    func `does not change where others are not asked for`(name: String) throws {
        for problem in GradientProblem.all(of: name, count: 4) {
            for set in InstructionSet.available {
                var run = GradientRun(problem, set)
                let all = run.wants
                let result = try #require(run.run(problem.weights))
                for index in all.indices where all[index] && all.filter(\.self).count > 1 {
                    run.wants = all.enumerated().map { $0 == index && $1 }
                    let alone = try #require(run.run(problem.weights))
                    let isSame = alone.isIntact && alone.gradients[index] == result.gradients[index]
                    #expect(isSame, "input \(index), \(set), \(problem)")
                }
            }
        }
    }

    /// Of the tensor's largest magnitude: float32 sums of some thousand terms, whose errors partly cancel.
    private static let tolerance = 1e-5

    private func expect(_ elements: [Float], isCloseTo expected: [Double], _ context: String) {
        let largest = expected.reduce(0) { max($0, abs($1)) }
        let wrong = elements.indices.first { !(abs(Double(elements[$0]) - expected[$0]) <= Self.tolerance * largest) }
        guard let wrong else { return }
        Issue.record("element \(wrong) is \(elements[wrong]), the definition says \(expected[wrong]): \(context)")
    }

    /// Some elements one by one, and all of them together along a random direction.
    private func expect(_ gradient: [Float], isGradientOf problem: GradientProblem, input index: Int, _ context: String) {
        var generator = SplitMix64(state: problem.seed)
        let largest = gradient.reduce(0) { max($0, abs(Double($1))) }
        let picked = (0..<min(gradient.count, 6)).map { _ in generator.int(0...gradient.count - 1) }
        for element in picked {
            let expected = problem.derivative(ofInput: index, along: [(element, 1)])
            guard !(abs(Double(gradient[element]) - expected) <= Self.tolerance * largest + 1e-9) else { continue }
            Issue.record("element \(element) is \(gradient[element]), the difference says \(expected): \(context)")
            return
        }
        let direction = gradient.indices.map { (element: $0, step: generator.pick([-1.0, 1.0])) }
        let expected = problem.derivative(ofInput: index, along: direction)
        let found = direction.reduce(0) { $0 + $1.step * Double(gradient[$1.element]) }
        let bound = 3 * Self.tolerance * largest * Double(gradient.count).squareRoot() + 1e-9
        #expect(abs(found - expected) <= bound, "along a direction: \(context)")
    }

    private func expectSumsOfShards(
        _ run: GradientRun, _ problem: GradientProblem, _ result: GradientRun.Result, _ context: String
    ) throws {
        let samples = problem.output.shape[0]
        guard samples > 1, problem.isSamplewise else { return }
        let cut = try #require(run.run(problem.weights, shards: [samples / 2, samples - samples / 2]))
        #expect(cut.isIntact, "in two shards: \(context)")
        expect(cut.output, isCloseTo: result.output.map(Double.init), "output in two shards: \(context)")
        for case (let index, (let cut?, let whole?)) in zip(cut.gradients, result.gradients).enumerated() {
            expect(cut, isCloseTo: whole.map(Double.init), "input \(index) in two shards: \(context)")
        }
    }

    /// Data's gradients are written over, parameters' are added to.
    private func expectAddition(
        _ run: GradientRun, _ problem: GradientProblem, _ result: GradientRun.Result, _ context: String
    ) throws {
        let sum = try #require(run.run(problem.weights))
        for case (let index, (let sum?, let alone?)) in zip(sum.gradients, result.gradients).enumerated() {
            let isData = problem.problem.operation.role(ofInput: index).kind == .data
            let expected = alone.map { Double(isData ? $0 : $0 + run.initialGradient) }
            expect(sum, isCloseTo: expected, "input \(index), added to: \(context)")
        }
    }
}
