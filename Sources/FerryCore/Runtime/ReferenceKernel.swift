/// Runs an operator's float64 definition where it has no kernel of its own: right, slow, and it allocates.
///
/// Parameters count as data here, so that computed parameters work too.
struct ReferenceKernel: Kernel {
    private let operation: any Operator
    private let inputs: [[Int]?]

    init(_ operation: any Operator, inputs: [[Int]?], output: [Int]) {
        self.operation = operation
        self.inputs = inputs
    }

    var packedCount: Int { parameterShapes.reduce(0) { $0 + ($1?.elementCount ?? 0) } }
    var partCount: Int { 1 }
    var scratchCount: Int { 0 }

    private var parameterShapes: [[Int]?] {
        inputs.indices.map { operation.role(ofInput: $0).kind == .data ? nil : inputs[$0] }
    }

    func pack(_ parameters: [Tensor<Float>?], into packed: inout MutableSpan<Float>) {
        var position = 0
        for case let parameter? in parameters {
            for element in parameter.elements {
                packed[position] = element
                position += 1
            }
        }
    }

    func run(part: Int, _ arguments: KernelArguments) {
        var position = 0
        let tensors = inputs.indices.map { index -> Tensor<Double>? in
            guard let shape = inputs[index] else { return nil }
            if let data = unsafe arguments.inputs[index] {
                return Tensor(shape: shape, elements: unsafe data.map(Double.init))
            }
            let end = position + shape.elementCount
            defer { position = end }
            return Tensor(shape: shape, elements: unsafe arguments.packed[position..<end].map(Double.init))
        }
        for (index, element) in operation.reference(tensors).elements.enumerated() {
            unsafe arguments.output[index] = Float(element)
        }
    }
}
