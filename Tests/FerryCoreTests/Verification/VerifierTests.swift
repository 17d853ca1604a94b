import FerryCore
import Testing

@Suite struct `Comparing two models` {
    /// `x → dense → dropout → probabilities`, with an intermediate value before each activation.
    private static func classifier(
        prefix: String = "", kernel: [Float] = [0.5, -1, 2, 0.25, 1, -0.75], dropout: Bool = true, units: Int = 2
    ) throws -> Model {
        var model = Model(name: "classifier", origin: Origin(format: "test"))
        let x = try model.graph.addInput(named: "x", type: TensorType([.batch, 3]))
        model.layers = [
            Layer(path: prefix + "dense", kind: "Dense"), Layer(path: prefix + "dropout", kind: "Dropout"),
            Layer(path: prefix + "probabilities", kind: "Softmax"),
        ]
        let weights = try model.addParameter(
            named: prefix + "dense/kernel", MemorySource(Tensor(shape: [3, units], elements: kernel)))
        let linear = try model.graph.addNode(
            named: prefix + "dense", Dense(), inputs: [x, weights, nil], output: prefix + "dense#linear", layer: 0)
        var last = try model.graph.addNode(
            named: prefix + "dense/relu", ReLU(), inputs: [linear], output: prefix + "dense", layer: 0)
        if dropout {
            last = try model.graph.addNode(
                named: prefix + "dropout", Dropout(rate: 0.5), inputs: [last], output: prefix + "dropout", layer: 1)
        }
        model.graph.addOutput(
            try model.graph.addNode(
                named: prefix + "probabilities", Softmax(), inputs: [last], output: prefix + "probabilities", layer: 2))
        return model
    }

    @Test(arguments: [(side: 16, samples: 8), (side: 500, samples: 4), (side: 2000, samples: 1)])
    func `takes as many samples as their values fit into memory`(side: Int, samples: Int) throws {
        var model = Model(name: "pools", origin: Origin(format: "test"))
        var last = try model.graph.addInput(named: "x", type: TensorType([.batch, .fixed(side), .fixed(side), 8]))
        for number in 0..<4 {
            last = try model.graph.addNode(named: "n\(number)", ReLU(), inputs: [last], output: "n\(number)")
        }
        model.graph.addOutput(last)
        #expect(VerifyOptions().samples(for: model) == samples)
    }

    @Test func `that are one finds no difference in any layer, sample or bit`() throws {
        let report = try Verifier().compare(Self.classifier(), with: Self.classifier())
        #expect(report.passes)
        #expect(report.rows.map(\.name) == ["dense", "dropout", "probabilities"])
        #expect(report.rows.map(\.kind) == ["Dense", "Dropout", "Softmax"])
        #expect(report.largestExact == 0 && report.largestRelative == 0)
        #expect(report.parameters?.identical == 1)
        #expect(report.samples == 8)
    }

    @Test func `names the first layer that differs and the weight that caused it`() throws {
        let report = try Verifier().compare(
            Self.classifier(), with: Self.classifier(kernel: [0.5, -1, 2, 0.25, 1.01, -0.75]))
        #expect(!report.passes)
        #expect(report.firstDivergence?.name == "dense")
        #expect(report.parameters?.different.map(\.name) == ["dense/kernel"])
        #expect(report.parameters?.different.first?.index == [2, 0])
    }

    @Test func `sees a weight that differs in its last bit, whatever the tolerance`() throws {
        var options = VerifyOptions()
        (options.tolerance, options.exactTolerance) = (1, 1)
        let report = try Verifier(options).compare(
            Self.classifier(), with: Self.classifier(kernel: [Float(0.5).nextUp, -1, 2, 0.25, 1, -0.75]))
        #expect(report.firstDivergence == nil)
        #expect(!report.passes)
    }

    @Test func `lets what an identity repeats answer for it`() throws {
        let report = try Verifier().compare(Self.classifier(), with: Self.classifier(dropout: false))
        #expect(report.passes)
        #expect(report.rows[1].counterpart == "dense")
    }

    @Test func `pairs layers and weights of other names by what computes them`() throws {
        let report = try Verifier().compare(Self.classifier(), with: Self.classifier(prefix: "other_"))
        #expect(report.rows.map(\.counterpart) == ["other_dense", "other_dropout", "other_probabilities"])
        #expect(report.passes)
        #expect(report.parameters?.identical == 1 && report.parameters?.unmatched == [])
        let other = try Verifier().compare(
            Self.classifier(), with: Self.classifier(prefix: "other_", kernel: [0.5, -1, 2, 0.25, 1.01, -0.75]))
        #expect(other.parameters?.different.map(\.name) == ["dense/kernel"])
    }

    /// Two branches of `x`, joined; `swapped` computes them in the other order.
    private static func branches(prefix: String, swapped: Bool, padded: Bool) throws -> Model {
        var model = Model(name: "branches", origin: Origin(format: "test"))
        let x = try model.graph.addInput(named: "x", type: TensorType([.batch, 4, 4, 1]))
        var branches: [String: ValueID] = [:]
        for name in swapped ? ["low", "high"] : ["high", "low"] {
            let operation: any Operator =
                name == "high"
                ? MaxPooling2D(poolSize: Size2D(2), strides: Size2D(2))
                : AveragePooling2D(poolSize: Size2D(2), strides: Size2D(2))
            branches[name] = try model.graph.addNode(named: prefix + name, operation, inputs: [x], output: prefix + name)
        }
        var high = branches["high"]
        if padded {
            for (name, operation) in [
                ("out", ZeroPadding2D(margins: Margins2D(top: 1, bottom: 0, left: 0, right: 0)) as any Operator),
                ("in", Cropping2D(margins: Margins2D(top: 1, bottom: 0, left: 0, right: 0))),
            ] {
                high = try model.graph.addNode(named: prefix + name, operation, inputs: [high], output: prefix + name)
            }
        }
        model.graph.addOutput(
            try model.graph.addNode(named: prefix + "y", Subtract(), inputs: [high, branches["low"]], output: prefix + "y"))
        return model
    }

    @Test(arguments: [false, true])
    func `pairs branches that are computed in another order`(padded: Bool) throws {
        let report = try Verifier().compare(
            Self.branches(prefix: "", swapped: false, padded: false),
            with: Self.branches(prefix: "other_", swapped: true, padded: padded))
        #expect(report.rows.map(\.counterpart) == ["other_high", "other_low", "other_y"])
        #expect(report.passes)
    }

    @Test func `counts a layer without counterpart as a failure unless that is allowed`() throws {
        let recording = Recording(
            inputs: ["x": Tensor(shape: [1, 3], elements: [0, 0, 0])],
            values: [
                "probabilities": Tensor(shape: [1, 2], elements: [0.5, 0.5]), "attention": Tensor(shape: [1], elements: [1]),
            ])
        let strict = try Verifier().compare(recording, with: Self.classifier())
        #expect(!strict.passes)
        #expect(strict.missing == ["attention"])
        var options = VerifyOptions()
        options.allowsUnmatched = true
        #expect(try Verifier(options).compare(recording, with: Self.classifier()).passes)
    }

    @Test func `reports a counterpart of another shape`() throws {
        let report = try Verifier().compare(
            Self.classifier(), with: Self.classifier(kernel: [1, 2, 3, 4, 5, 6, 7, 8, 9], units: 3))
        #expect(report.rows.first?.verdict == .misshapen)
        #expect(report.rows.first?.foundShape == [8, 3])
    }

    @Test func `that take different inputs is refused`() throws {
        var other = try Self.classifier()
        try other.graph.addInput(named: "y", type: TensorType([.batch, 3]))
        let error = try #require(throws: FerryError.self) { try Verifier().compare(Self.classifier(), with: other) }
        #expect(error.code == .mismatch)
    }
}
