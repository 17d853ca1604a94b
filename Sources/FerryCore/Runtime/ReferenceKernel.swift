/// Runs an operator's float64 definition where it has no kernel of its own: right, slow, and it allocates.
struct ReferenceKernel: Kernel {
    private let operation: any Operator
    private let inputs: [[Int]?]
    /// Inputs that are packed parameters; the others are data.
    private let packed: Set<Int>

    /// - Parameter packsParameters: whether parameters are known when planning; otherwise all inputs are data.
    init(_ operation: any Operator, _ problem: KernelProblem, packsParameters: Bool = true) {
        self.operation = operation
        inputs = problem.inputs
        packed = Set(
            inputs.indices.filter { packsParameters && problem.has($0) && operation.role(ofInput: $0).kind != .data })
    }

    var packedCount: Int { packed.reduce(0) { $0 + (inputs[$1]?.elementCount ?? 0) } }
    var partCount: Int { 1 }

    func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError) {
        var position = 0
        for index in self.packed.sorted() {
            for element in try parameters.load(index)?.elements ?? [] {
                packed[position] = element
                position += 1
            }
        }
    }

    func run(part: Int, _ arguments: KernelArguments) {
        var position = 0
        let tensors = inputs.indices.map { index -> Tensor<Double>? in
            guard let shape = inputs[index] else { return nil }
            let count = shape.elementCount
            // Safety: an input's buffer has its shape's elements; packed ones follow each other in order.
            var source = unsafe arguments.packed + position
            if packed.contains(index) { position += count } else { unsafe source = unsafe arguments.input(index) }
            return Tensor(shape: shape, elements: (0..<count).map { Double(unsafe source[$0]) })
        }
        for (index, element) in operation.reference(tensors).elements.enumerated() {
            unsafe arguments.output[index] = Float(element)
        }
    }
}
