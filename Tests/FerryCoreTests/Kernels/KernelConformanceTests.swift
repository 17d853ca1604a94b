import FerryCore
import Testing

// One after the other, so that the last case that began is the one that read or wrote past the end of its memory.
@Suite(.serialized) struct `The kernel of every operator` {
    @Test func `has problems to be tested on`() {
        for operation in OperatorRegistry.standard.operators {
            #expect(OperatorProblems.byName[operation.name] != nil, "\(operation.name) has no random problems")
        }
    }

    @Test(arguments: OperatorRegistry.standard.operators.map { $0.name })
    func `agrees with the definition`(name: String) throws {
        let make = try #require(OperatorProblems.byName[name])
        for seed in UInt64(1)...12 {
            var generator = SplitMix64(state: seed)
            let problem = make(&generator)
            let inputs = problem.inputs(&generator)
            let expected = problem.reference(inputs)
            let bounds = problem.bounds(inputs, expected)
            for set in InstructionSet.available {
                let kernel = problem.operation.kernel(
                    for: KernelProblem(inputs: problem.shapes, output: expected.shape, instructionSet: set))
                let context = "seed \(seed), \(set): \(problem)"
                guard kernel.partCount > 0 else {
                    #expect(inputs[0]?.elements.map(Double.init) == expected.elements, "an alias changes elements: \(context)")
                    continue
                }
                let run = try KernelRun(kernel, problem.operation, inputs, outputCount: expected.count)
                let output = run.output()
                #expect(output.isIntact, "wrote before the start of its memory: \(context)")
                expect(output.elements, within: bounds, of: expected.elements, context)
                try expectSameBits(run, output.elements, context)
            }
        }
    }

    private func expect(_ elements: [Float], within bounds: [Double], of expected: [Double], _ context: String) {
        let wrong = elements.indices.first { !(abs(Double(elements[$0]) - expected[$0]) <= bounds[$0]) }
        guard let wrong else { return }
        Issue.record(
            """
            element \(wrong) is \(elements[wrong]), the definition says \(expected[wrong]), \
            the error may be \(bounds[wrong]): \(context)
            """)
    }

    /// The ways to run a kernel that must not matter.
    private func expectSameBits(_ run: KernelRun, _ elements: [Float], _ context: String) throws {
        let bits = elements.map(\.bitPattern)
        #expect(run.output(backwards: true).elements.map(\.bitPattern) == bits, "the order of parts counts: \(context)")
        if run.kernel.worksInPlace {
            #expect(run.output(inPlace: true).elements.map(\.bitPattern) == bits, "in place it differs: \(context)")
        }
        let shape = KernelProblem(inputs: [[elements.count]], output: [elements.count], instructionSet: .scalar)
        if let rectifying = run.kernel.absorbing(ReLU(), shape) {
            let rectified = try run.with(rectifying).output().elements
            #expect(rectified == elements.map { max($0, 0) }, "rectifying changes more than signs: \(context)")
        }
    }
}
