import FerryCore
import FerryTesting
import Testing

@Suite struct `Expecting two models to agree` {
    private static func scaled(_ factor: Double) throws -> Model {
        var model = Model(name: "scaled", origin: Origin(format: "test"))
        let x = try model.graph.addInput(named: "x", type: TensorType([.batch, 3]))
        model.graph.addOutput(
            try model.graph.addNode(
                named: "scale", Rescaling(scale: [factor], offset: [0]), inputs: [x], output: "scale"))
        return model
    }

    @Test func `is silent where they do`() throws {
        try expectAgreement(Self.scaled(2), Self.scaled(2))
    }

    @Test func `fails with the table of layers where they do not`() throws {
        try withKnownIssue {
            try expectAgreement(Self.scaled(2), Self.scaled(2.1))
        } matching: { issue in
            issue.comments.contains { $0.rawValue.contains("scale") && $0.rawValue.contains("differs") }
        }
    }

    @Test func `holds a model against a recording`() throws {
        let input = Tensor<Float>(shape: [1, 3], elements: [1, 2, 3])
        let recording = Recording(inputs: ["x": input], values: ["scale": Tensor(shape: [1, 3], elements: [2, 4, 6])])
        let report = try expectAgreement(recording, Self.scaled(2), within: 0)
        #expect(report.largestRelative == 0)
    }
}
