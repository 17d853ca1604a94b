import Ferry
import FixtureCases
import Testing

@Suite struct `The list of operators` {
    @Test(arguments: FixtureCase.genuine)
    func `knows the class of every layer that Keras wrote`(fixture: FixtureCase) throws {
        let model = try FormatRegistry.standard.read(fixture.path, fixture.options).model
        let format = try FormatRegistry.standard.reader(model.origin.format)
        let containers: Set = ["Functional", "Sequential", "Model"]
        for (index, layer) in model.layers.enumerated() where !containers.contains(layer.kind) {
            let nodes = model.graph.nodes.filter { $0.layer == index }
            let names = nodes.flatMap { format.names(for: type(of: $0.operation)) }
            #expect(nodes.isEmpty || names.contains(layer.kind), "\(layer.path) (\(layer.kind)): \(names)")
        }
    }

    @Test func `finds every operator in every format that carries Keras's layers to ONNX`() {
        for row in OperatorList().rows {
            #expect(row.names.map(\.format.name).contains("onnx"), "\(row.name)")
            #expect(row.names.map(\.format.name).contains("keras"), "\(row.name)")
        }
    }
}
