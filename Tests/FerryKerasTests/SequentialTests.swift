import FerryCore
import Testing

@testable import FerryKeras

@Suite struct `A Sequential model` {
    static let dense: JSONValue = ["class_name": "Dense", "config": ["name": "dense", "units": 2, "activation": "relu"]]

    /// The same model as each generation of Keras writes it, and what its input is called.
    static let forms: [(form: JSONValue, input: String, layers: Int)] = [
        (ArchitectureReading.sequential([nil, 3], [ArchitectureReading.layer("Dense", dense["config"]!)]), "x", 2),
        // Keras 2, without an input layer.
        (
            [
                "class_name": "Sequential",
                "config": [
                    "name": "chain",
                    "layers": [
                        [
                            "class_name": "Dense",
                            "config": ["name": "dense", "units": 2, "activation": "relu", "batch_input_shape": [nil, 3]],
                        ]
                    ],
                ],
            ], "dense_input", 1
        ),
        // The shape with which it was built.
        (
            ["class_name": "Sequential", "config": ["name": "chain", "layers": [dense], "build_input_shape": [nil, 3]]],
            "dense_input", 1
        ),
        // The oldest form: the bare list.
        (
            [
                "class_name": "Sequential",
                "config": [
                    [
                        "class_name": "Dense",
                        "config": ["name": "dense", "units": 2, "activation": "relu", "batch_input_shape": [nil, 3]],
                    ]
                ],
            ], "dense_input", 1
        ),
    ]

    @Test(arguments: forms)
    func `is read in the form of each generation`(form: JSONValue, input: String, layers: Int) throws {
        let model = try ArchitectureReading.model(form)
        #expect(model.graph.inputs.map { model.graph[$0].name } == [input])
        #expect(model.graph[model.graph.inputs[0]].type == TensorType([.batch, 3]))
        #expect(model.layers.count == layers)
        #expect(model.nodeNames == ["dense", "dense/relu"])
        #expect(
            model.graph.values.map(\.name).sorted() == ["dense", "dense#linear", "dense/bias", "dense/kernel", input].sorted())
        #expect(model.graph.nodes.allSatisfy { $0.layer == layers - 1 })
    }

    @Test func `without any shape asks for it by name`() throws {
        let form: JSONValue = ["class_name": "Sequential", "config": ["name": "chain", "layers": [Self.dense]]]
        let error = try #require(throws: FerryError.self) { try ArchitectureReading.model(form) }
        #expect(error.remedy == "give it: --input-shape dense_input=H,W,C")
        let model = try ArchitectureReading.model(form, inputShapes: ["dense_input": [3]])
        #expect(model.graph[model.graph.outputs[0]].type == TensorType([.batch, 2]))
    }

    @Test func `passes its input on where it has no layers`() throws {
        let model = try ArchitectureReading.model(ArchitectureReading.sequential([nil, 3], []))
        #expect(model.graph.outputs == model.graph.inputs)
    }

    @Test func `with a fixed batch leaves it open and says so`() throws {
        let assembled = try ArchitectureReading.assemble(
            ArchitectureReading.sequential([8, 3], [ArchitectureReading.layer("Flatten", ["name": "flat"])]))
        #expect(assembled.model.graph[assembled.model.graph.outputs[0]].type == TensorType([.batch, 3]))
        #expect(assembled.notices == ["the model fixes its batch size; Ferry leaves it open"])
    }
}
