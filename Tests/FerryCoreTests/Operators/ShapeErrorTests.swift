import FerryCore
import Testing

/// An operator given what it cannot work with, and the words that the error has to hold.
struct MisfitCase: Sendable, CustomTestStringConvertible {
    let operation: any Operator
    let inputs: [TensorType?]
    let code: FerryError.Code
    let words: [String]

    init(_ operation: any Operator, _ inputs: [TensorType?], _ code: FerryError.Code, _ words: String...) {
        self.operation = operation
        self.inputs = inputs
        self.code = code
        self.words = words
    }

    var testDescription: String { "\(operation) on \(inputs.map { $0?.description ?? "nothing" })" }
}

@Suite struct `Inputs that do not fit` {
    private static let image = TensorType([.batch, 8, 8, 4])
    private static let flat = TensorType([.batch, 10])
    private static let open = TensorType([.batch, .symbol("height"), .symbol("width"), 4])
    private static let vector = TensorType([4])
    private static let kernel = TensorType([3, 3, 4, 2])

    private static let misfits: [MisfitCase] = [
        MisfitCase(Conv2D(), [flat, kernel, nil], .mismatch, "'x'", "[batch, height, width, channels]", "[batch, 10]"),
        MisfitCase(Conv2D(), [image, TensorType([3, 3, 5, 2]), nil], .mismatch, "'kernel'", "[3, 3, 5, 2]", "width, 4,"),
        MisfitCase(Conv2D(), [image, TensorType([3, 4, 2]), nil], .mismatch, "'kernel'"),
        MisfitCase(Conv2D(groups: 3), [image, kernel, nil], .mismatch, "'kernel'", "3 groups"),
        MisfitCase(Conv2D(groups: 0), [image, kernel, nil], .mismatch, "'kernel'"),
        MisfitCase(Conv2D(), [image, kernel, vector], .mismatch, "'bias'", "[2]", "[4]"),
        MisfitCase(Conv2D(), [image, nil, nil], .mismatch, "lacks", "'kernel'"),
        MisfitCase(Conv2D(), [image, kernel], .mismatch, "number of inputs", "x, kernel, bias"),
        MisfitCase(Conv2D(), [TensorType([.batch, 2, 8, 4]), kernel, nil], .mismatch, "'x'", "fits"),
        MisfitCase(DepthwiseConv2D(), [image, TensorType([3, 3, 1, 4]), nil], .mismatch, "'kernel'", "width, 4,"),
        MisfitCase(DepthwiseConv2D(), [image, kernel, vector], .mismatch, "'bias'", "[8]"),
        MisfitCase(
            SeparableConv2D(), [image, TensorType([3, 3, 1, 4]), TensorType([1, 1, 4, 2]), nil], .mismatch, "'depthwise_kernel'"),
        MisfitCase(
            SeparableConv2D(), [image, kernel, TensorType([1, 1, 4, 2]), nil], .mismatch, "'pointwise_kernel'", "[1, 1, 8,"),
        MisfitCase(SeparableConv2D(), [image, kernel, TensorType([1, 1, 8, 5]), vector], .mismatch, "'bias'", "[5]"),
        MisfitCase(Conv2DTranspose(), [image, kernel, nil], .mismatch, "'kernel'", "filters, 4]"),
        MisfitCase(Conv2DTranspose(), [image, TensorType([3, 3, 2, 4]), vector], .mismatch, "'bias'", "[2]"),
        MisfitCase(
            Conv2DTranspose(padding: .explicit(Margins2D(top: 5, bottom: 5, left: 0, right: 0))),
            [image, TensorType([3, 3, 2, 4]), nil], .mismatch, "'x'", "leaves something"),
        MisfitCase(Dense(), [image, TensorType([5, 3]), nil], .mismatch, "'kernel'", "[4, units]", "[5, 3]"),
        MisfitCase(Dense(), [flat, TensorType([10, 3]), vector], .mismatch, "'bias'", "[3]"),
        MisfitCase(Dense(), [TensorType([.batch, .symbol("n")]), TensorType([10, 3]), nil], .mismatch, "'x'", "last axis"),
        MisfitCase(MaxPooling2D(poolSize: Size2D(9), strides: Size2D(1)), [image], .mismatch, "'x'", "window fits"),
        MisfitCase(AveragePooling2D(poolSize: Size2D(2), strides: Size2D(2)), [flat], .mismatch, "'x'", "[batch, 10]"),
        MisfitCase(GlobalMaxPooling2D(), [flat], .mismatch, "'x'"),
        MisfitCase(GlobalAveragePooling2D(), [flat], .mismatch, "'x'"),
        MisfitCase(Reshape(shape: [3, -1]), [image], .mismatch, "'x'", "multiple of 3"),
        MisfitCase(Reshape(shape: [100]), [image], .mismatch, "'x'", "100 elements"),
        MisfitCase(Reshape(shape: [-1, -1]), [image], .mismatch, "at most one -1"),
        MisfitCase(Reshape(shape: [-2]), [image], .mismatch, "[-2]"),
        MisfitCase(Reshape(shape: [.max, .max]), [image], .mismatch, "'x'"),
        MisfitCase(Transpose(permutation: [0, 2, 1]), [image], .mismatch, "'x'", "3 axes"),
        MisfitCase(Transpose(permutation: [0, 1, 1, 2]), [image], .mismatch, "'x'", "[0, 1, 1, 2]"),
        MisfitCase(
            Cropping2D(margins: Margins2D(top: 4, bottom: 4, left: 0, right: 0)), [image], .mismatch, "'x'", "larger"),
        MisfitCase(BatchNormalization(), [image, nil, nil, vector, TensorType([3])], .mismatch, "'moving_variance'", "[4]"),
        MisfitCase(BatchNormalization(), [image, TensorType([3]), nil, vector, vector], .mismatch, "'gamma'"),
        MisfitCase(BatchNormalization(), [image, nil, nil, nil, vector], .mismatch, "lacks", "'moving_mean'"),
        MisfitCase(LayerNormalization(axes: [-2, -1]), [image, TensorType([4, 8]), nil], .mismatch, "'gamma'", "[8, 4]"),
        MisfitCase(LayerNormalization(axes: [-4]), [image, nil, nil], .mismatch, "'x'", "behind the batch"),
        MisfitCase(LayerNormalization(axes: []), [image, nil, nil], .mismatch, "'x'"),
        MisfitCase(Normalization(), [image, TensorType([3]), vector], .mismatch, "'mean'"),
        MisfitCase(Normalization(), [image, vector, TensorType([2, 8, 8, 4])], .mismatch, "'variance'"),
        MisfitCase(Rescaling(scale: [1, 2, 3]), [image], .mismatch, "'x'", "3 channels"),
        MisfitCase(PReLU(), [image, TensorType([8, 1, 4, 1])], .mismatch, "'alpha'"),
        MisfitCase(Add(), [image, TensorType([.batch, 8, 8, 3])], .mismatch, "Add", "[batch, 8, 8, 4]", "[batch, 8, 8, 3]"),
        MisfitCase(Add(), [image, TensorType([.symbol("other"), 8, 8, 4])], .mismatch, "Add", "other"),
        MisfitCase(Add(), [], .mismatch, "number of inputs"),
        MisfitCase(Subtract(), [image, image, image], .mismatch, "number of inputs", "3"),
        MisfitCase(
            Concatenate(axis: 1), [image, TensorType([.batch, 8, 7, 4])], .mismatch, "'xs'", "axis 1", "[batch, 8, 7, 4]"),
        MisfitCase(Concatenate(axis: 4), [image, image], .mismatch, "axis 4"),
        MisfitCase(Softmax(axis: -5), [image], .mismatch, "'x'", "axis -5"),
        MisfitCase(GLU(axis: -1), [TensorType([.batch, 3])], .mismatch, "'x'", "even"),
        MisfitCase(Activation(.tanh), [nil], .mismatch, "lacks", "'x'"),
    ]

    @Test(arguments: misfits)
    func `are refused with the role, what was expected and what was found`(misfit: MisfitCase) throws {
        try expectRefusal(misfit)
    }

    /// What a damaged or hostile file may say: nothing may overflow, divide by zero or trap.
    private static let extremes: [MisfitCase] = [
        MisfitCase(Conv2D(strides: Size2D(0)), [image, kernel, nil], .malformed, "'strides'", "0×0"),
        MisfitCase(Conv2D(strides: Size2D(.max), padding: .same), [image, kernel, nil], .malformed, "'strides'"),
        MisfitCase(Conv2D(dilation: Size2D(.max)), [image, kernel, nil], .malformed, "'dilation'"),
        MisfitCase(DepthwiseConv2D(strides: Size2D(height: 1, width: -1)), [image, kernel, nil], .malformed, "'strides'"),
        MisfitCase(
            SeparableConv2D(dilation: Size2D(0)), [image, kernel, TensorType([1, 1, 8, 5]), nil], .malformed, "'dilation'"),
        MisfitCase(
            Conv2D(padding: .explicit(Margins2D(top: .max, bottom: .max, left: 0, right: 0))), [image, kernel, nil], .malformed,
            "'padding'"),
        MisfitCase(
            Conv2D(padding: .explicit(Margins2D(top: 0, bottom: 0, left: 0, right: -1))), [image, kernel, nil], .malformed,
            "'padding'", "-1"),
        MisfitCase(Conv2DTranspose(strides: Size2D(0)), [image, TensorType([3, 3, 2, 4]), nil], .malformed, "'strides'"),
        MisfitCase(
            Conv2DTranspose(outputPadding: Size2D(-1)), [image, TensorType([3, 3, 2, 4]), nil], .malformed, "'output padding'"),
        MisfitCase(MaxPooling2D(poolSize: Size2D(0), strides: Size2D(1)), [image], .malformed, "'pool size'"),
        MisfitCase(AveragePooling2D(poolSize: Size2D(2), strides: Size2D(0), padding: .same), [image], .malformed, "'strides'"),
        MisfitCase(UpSampling2D(factors: Size2D(0)), [image], .malformed, "'factors'"),
        MisfitCase(UpSampling2D(factors: Size2D(.max)), [image], .malformed, "'factors'"),
        MisfitCase(UpSampling2D(factors: Size2D(1 << 20)), [image], .limit, "output"),
        MisfitCase(
            ZeroPadding2D(margins: Margins2D(top: -1, bottom: 0, left: 0, right: 0)), [image], .malformed, "'margins'"),
        MisfitCase(
            Cropping2D(margins: Margins2D(top: 0, bottom: 0, left: -1, right: 0)), [image], .malformed, "'margins'"),
        MisfitCase(Flatten(), [TensorType([.batch, .fixed(.max), .fixed(.max), 4])], .limit, "'x'"),
        MisfitCase(Activation(.tanh), [TensorType([.batch, -3])], .mismatch, "'x'", "at least 1"),
        MisfitCase(Dense(), [TensorType([.batch, 0]), TensorType([0, 3]), nil], .mismatch, "'x'", "at least 1"),
        MisfitCase(Dense(), [flat, TensorType([10, 0]), nil], .mismatch, "'kernel'", "at least 1"),
        MisfitCase(
            Dense(), [TensorType([.batch, 1_000_000_000, 10]), TensorType([10, 1_000_000]), nil], .limit, "output",
            "1099511627776"),
        MisfitCase(Add(), [TensorType([1_000_000_000, 1]), TensorType([1, 1_000_000_000])], .limit, "output"),
        MisfitCase(Softmax(axis: .min), [image], .mismatch, "axis"),
        MisfitCase(LayerNormalization(axes: [.min]), [image, nil, nil], .mismatch, "'x'"),
    ]

    @Test(arguments: extremes)
    func `and numbers out of all measure are refused`(misfit: MisfitCase) throws {
        try expectRefusal(misfit)
    }

    @Test(
        arguments: [
            Conv2D(), MaxPooling2D(poolSize: Size2D(2), strides: Size2D(2)), GlobalAveragePooling2D(), Flatten(),
            Reshape(shape: [-1]),
            ZeroPadding2D(margins: .zero), Cropping2D(margins: .zero), UpSampling2D(factors: Size2D(2)), LayerNormalization(),
        ] as [any Operator])
    func `for want of a height are refused with the option that gives it`(operation: any Operator) throws {
        let parameters: [TensorType?] =
            operation is Conv2D ? [Self.kernel, nil] : operation is LayerNormalization ? [nil, nil] : []
        let error = try #require(throws: FerryError.self) { try operation.outputType(for: [Self.open] + parameters) }
        #expect(error.code == .mismatch && error.problem.contains("'x'"))
        #expect(error.found?.contains("height, width") == true)
        #expect(error.remedy?.contains("--input-shape") == true)
    }

    @Test func `are located at their node by the graph`() throws {
        var graph = Graph()
        let x = try graph.addInput(named: "x", type: Self.flat)
        let kernel = try graph.addParameter(named: "dense/kernel", type: TensorType([9, 3]))
        let error = try #require(throws: FerryError.self) {
            try graph.addNode(named: "dense", Dense(), inputs: [x, kernel, nil], output: "dense")
        }
        #expect(error.location.layer == "dense")
    }

    private func expectRefusal(_ misfit: MisfitCase) throws {
        let error = try #require(throws: FerryError.self) { try misfit.operation.outputType(for: misfit.inputs) }
        let text = [error.problem, error.expected, error.found].compactMap { $0 }.joined(separator: "; ")
        #expect(error.code == misfit.code, "\(text)")
        for word in misfit.words { #expect(text.contains(word), "\(text)") }
    }
}
