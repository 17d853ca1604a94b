import FerryCore

/// An operator problem with inputs at which its definition is smooth, and the weights of its output in L = Σ w · y.
struct GradientProblem: CustomStringConvertible {
    let problem: OperatorProblem
    /// Operators that are done together with it.
    let followers: [any Operator]
    let seed: UInt64
    let inputs: [Tensor<Float>?]
    let output: Tensor<Double>
    let weights: [Float]
    /// The inputs whose gradients are asked for; nothing for all of them.
    let wants: [Bool]?
    /// The definition in training mode.
    let definition: ([Tensor<Double>?]) -> Tensor<Double>

    init(_ problem: FusedProblem, seed: UInt64, _ generator: inout SplitMix64) {
        (self.problem, followers, wants, self.seed) = (problem.first, problem.followers, problem.wants, seed)
        inputs = Self.inputs(problem.first, &generator)
        let first = TrainingDefinitions.of(problem.first.operation)
        definition = { inputs in problem.followers.reduce(first(inputs)) { $1.reference([$0]) } }
        output = definition(inputs.map { $0.map { Tensor<Double>($0) } })
        weights = (0..<output.count).map { _ in generator.unitFloat() * 2 - 1 }
    }

    /// The problems of an operator that are small enough for many evaluations of the definition.
    static func all(of name: String, count: Int) -> [GradientProblem] {
        let make: (inout SplitMix64) -> FusedProblem
        if let single = OperatorProblems.byName[name] {
            make = { FusedProblem(single(&$0)) }
        } else if let several = FusedProblem.byName[name] {
            make = several
        } else {
            return []
        }
        var problems: [GradientProblem] = []
        var seed: UInt64 = 0
        while problems.count < count {
            seed += 1
            var generator = SplitMix64(state: seed)
            let problem = make(&generator)
            if cost(problem.first) < 4_000_000 { problems.append(GradientProblem(problem, seed: seed, &generator)) }
        }
        return problems
    }

    private static func cost(_ problem: OperatorProblem) -> Int {
        let types = problem.shapes.map { $0.map { TensorType($0.map(Dimension.fixed)) } }
        guard let output = try? problem.operation.outputType(for: types) else { return .max }
        return problem.operation.operationCount(inputs: problem.shapes, output: output.shape.compactMap(\.size))
    }

    /// All elements differ by far more than a difference's step, so that no maximum changes hands, and keep as far away from
    /// kinks, which are at multiples of ½.
    private static func inputs(_ problem: OperatorProblem, _ generator: inout SplitMix64) -> [Tensor<Float>?] {
        let total = problem.shapes.reduce(0) { $0 + ($1?.elementCount ?? 0) }
        var places = Array(0..<total).shuffled(using: &generator)
        let width = Double(problem.range.upperBound - problem.range.lowerBound)
        return problem.shapes.enumerated().map { index, shape in
            shape.map { shape in
                let isVariance = problem.operation.role(ofInput: index).name.contains("variance")
                let elements = (0..<shape.elementCount).map { _ in
                    let place = (Double(places.removeLast()) + 0.4375) / Double(total)
                    let element = Float(Double(problem.range.lowerBound) + place * width)
                    return isVariance ? abs(element) : element
                }
                return Tensor(shape: shape, elements: elements)
            }
        }
    }

    var description: String { "seed \(seed), \(problem)\(followers.map { ", then \($0)" }.joined())" }

    /// Whether its samples do not depend on each other's inputs, and every data input has all of them.
    var isSamplewise: Bool {
        if let transpose = problem.operation as? Transpose, transpose.permutation[0] != 0 { return false }
        let rank = output.shape.count
        return inputs.enumerated().allSatisfy { index, tensor in
            guard let tensor, problem.operation.role(ofInput: index).kind == .data else { return true }
            return tensor.shape.count == rank && tensor.shape[0] == output.shape[0] || rank != tensor.shape.count && rank == 2
        }
    }

    /// The derivative of L along a direction in one input, by central differences.
    func derivative(ofInput index: Int, along direction: [(element: Int, step: Double)]) -> Double {
        let width = 0x1p-21
        func loss(_ sign: Double) -> Double {
            var tensors = inputs.map { $0.map { Tensor<Double>($0) } }
            for (element, step) in direction { tensors[index]!.elements[element] += sign * width * step }
            return zip(definition(tensors).elements, weights).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
        return (loss(1) - loss(-1)) / (2 * width)
    }
}
