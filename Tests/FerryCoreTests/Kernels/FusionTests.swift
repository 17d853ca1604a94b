import FerryCore
import Testing

// One after the other, so that the last case that began is the one that read or wrote past the end of its memory.
@Suite(.serialized) struct `A kernel that absorbs the next operator` {
    /// What a case is made of: a convolution and what follows it.
    private struct Problem: CustomStringConvertible {
        let convolution: OperatorProblem
        let followers: [any Operator]

        var description: String { "\(convolution), then \(followers)" }

        init(_ g: inout SplitMix64, channels: [Int]) {
            let image = [g.pick([1, 2, 3]), g.int(6...14), g.int(6...30), g.pick(channels)]
            let filters = g.pick([16, 17, 31, 32, 40, 65])
            let padding: Padding2D = g.pick([.valid, .same, .explicit(g.margins(0...2))])
            convolution = OperatorProblem(
                Conv2D(padding: padding), [image, [3, 3, image[3], filters], g.maybe([filters])], .terms(8))
            let pooling = MaxPooling2D(poolSize: Size2D(2), strides: Size2D(2), padding: .valid)
            followers = g.pick([[ReLU()], [ReLU(), pooling], [pooling], [pooling, ReLU()]])
        }
    }

    @Test(arguments: [[1], [16, 19, 32, 37]], UInt64(1)...25)
    func `yields the bits of the operators one by one`(channels: [Int], seed: UInt64) throws {
        var generator = SplitMix64(state: seed)
        let problem = Problem(&generator, channels: channels)
        let inputs = problem.convolution.inputs(&generator)
        let expected = problem.convolution.reference(inputs)
        let bounds = problem.convolution.bounds(inputs, expected)
        for set in InstructionSet.available {
            var kernel = problem.convolution.operation.kernel(
                for: KernelProblem(inputs: problem.convolution.shapes, output: expected.shape, instructionSet: set))
            let plain = try KernelRun(kernel, problem.convolution.operation, inputs, outputCount: expected.count).output()
            let isExact = plain.elements.indices.allSatisfy {
                abs(Double(plain.elements[$0]) - expected.elements[$0]) <= bounds[$0]
            }
            #expect(isExact, "seed \(seed), \(set): \(problem)")
            var wanted = Tensor(shape: expected.shape, elements: plain.elements)
            for follower in problem.followers {
                let next = Tensor<Float>(follower.reference([Tensor<Double>(wanted)]))
                let step = KernelProblem(inputs: [wanted.shape], output: next.shape, instructionSet: set)
                kernel = try #require(kernel.absorbing(follower, step), "seed \(seed): \(follower) is not absorbed")
                wanted = next
            }
            let run = try KernelRun(kernel, problem.convolution.operation, inputs, outputCount: wanted.count)
            let output = run.output()
            #expect(output.isIntact)
            #expect(output.elements == wanted.elements, "seed \(seed), \(set): \(problem)")
            #expect(run.output(backwards: true).elements == output.elements, "the order of parts counts: \(problem)")
        }
    }
}
