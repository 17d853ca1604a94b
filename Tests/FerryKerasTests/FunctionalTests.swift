import FerryCore
import Testing

@testable import FerryKeras

@Suite struct `A Functional model` {
    typealias Reading = ArchitectureReading

    /// A layer of a model of Keras 2; each call lists `[layer, node, tensor, {}]`.
    private func keras2(_ className: String, _ config: JSONValue, on calls: JSONValue) -> JSONValue {
        ["class_name": .string(className), "config": config, "name": config["name"] ?? nil, "inbound_nodes": calls]
    }

    @Test func `counts the calls of a shared layer in the order in which Keras runs them`() throws {
        // The second call is deeper in the graph, so that Keras runs it first.
        let model = try Reading.model(
            Reading.functional(
                [
                    Reading.input("x", 3), Reading.called("Dense", ["name": "shared", "units": 3], on: [["x"], ["x"]]),
                    Reading.called("ReLU", ["name": "first"], on: [["shared@1"]]),
                    Reading.called("ReLU", ["name": "second"], on: [["first"]]),
                    Reading.called("Add", ["name": "sum"], on: [["shared", "second"]]),
                ], inputs: [["x", 0, 0]], outputs: [["sum", 0, 0]]))
        #expect(model.nodeNames == ["shared", "shared#2", "first", "second", "sum"])
        let first = try #require(model.graph.nodes.first { $0.name == "first" })
        let calls = ["shared", "shared#2"].map { model.graph.value(named: $0) }
        // Both calls have the layer's depth; they stand in the order in which the search found them.
        #expect(calls.contains(first.inputs[0]))
        #expect(model.graph.values.filter { $0.name.hasSuffix("kernel") }.count == 1)
    }

    @Test func `is read whatever the order of its layers`() throws {
        let layers = [
            Reading.called("Dense", ["name": "b", "units": 2], on: [["a"]]),
            Reading.called("Dense", ["name": "a", "units": 4], on: [["x"]]), Reading.input("x", 3),
        ]
        let model = try Reading.model(Reading.functional(layers, inputs: ["x", 0, 0], outputs: ["b", 0, 0]))
        #expect(model.nodeNames == ["a", "b"])
    }

    static let ends: [(JSONValue, JSONValue)] = [
        (["x", 0, 0], ["b", 0, 0]), ([["x", 0, 0]], [["b", 0, 0]]), (["in": ["x", 0, 0]], ["out": ["b", 0, 0]]),
        ([[["x", 0, 0]]], [[["b", 0, 0]]]),
    ]

    @Test(arguments: ends)
    func `names its ends in any of Keras's ways`(inputs: JSONValue, outputs: JSONValue) throws {
        let layers = [Reading.input("x", 3), Reading.called("Dense", ["name": "b", "units": 2], on: [["x"]])]
        let model = try Reading.model(Reading.functional(layers, inputs: inputs, outputs: outputs))
        #expect(model.outputNames == ["b"])
    }

    @Test func `leaves out layers that no output needs, and says so`() throws {
        let layers = [
            Reading.input("x", 3), Reading.called("Dense", ["name": "b", "units": 2], on: [["x"]]),
            Reading.called("Dense", ["name": "idle", "units": 2], on: [["x"]]),
        ]
        let assembled = try Reading.assemble(Reading.functional(layers, inputs: ["x", 0, 0], outputs: ["b", 0, 0]))
        #expect(assembled.model.layers.map(\.path) == ["x", "b"])
        #expect(assembled.notices == ["layer 'idle' feeds no output and is left out"])
    }

    /// What a model of its own looks like inside another, in the style of Keras 3 and Keras 2.
    private func head(kind: String, calls: JSONValue, style: KerasGeneration) -> JSONValue {
        let isSequential = kind == "Sequential"
        let input: JSONValue = ["name": "h", "batch_shape": [nil, 3]]
        let inner =
            style == .keras3
            ? Reading.called("Dense", ["name": "d", "units": 3], on: [["h"]])
            : keras2("Dense", ["name": "d", "units": 3], on: [[["h", 0, 0, [:]]]])
        let layers: JSONValue = [Reading.called("InputLayer", input, on: []), inner]
        let config: JSONValue =
            isSequential
            ? ["name": "head", "layers": layers]
            : ["name": "head", "layers": layers, "input_layers": [["h", 0, 0]], "output_layers": [["d", 0, 0]]]
        return ["class_name": .string(kind), "config": config, "name": "head", "inbound_nodes": calls]
    }

    static let numberings: [(kind: String, style: KerasGeneration, inner: Int, output: Int)] = [
        ("Functional", .keras3, 0, 2), ("Sequential", .keras3, 0, 1), ("Functional", .keras2, 1, 2),
        ("Sequential", .keras2, 1, 2),
    ]

    @Test(arguments: numberings)
    func `counts a nested model's calls as the version that wrote it does`(
        kind: String, style: KerasGeneration, inner: Int, output: Int
    ) throws {
        let tensor = { (layer: String, node: Int) -> JSONValue in
            style == .keras2
                ? [[.string(layer), .integer(node), 0, [:]]]
                : [
                    "args": [
                        ["class_name": "__keras_tensor__", "config": ["keras_history": [.string(layer), .integer(node), 0]]]
                    ],
                    "kwargs": ["mask": nil],
                ]
        }
        let nested = head(kind: kind, calls: [tensor("x", 0), tensor("head", inner)], style: style)
        let model = try Reading.model(
            Reading.functional([Reading.input("x", 3), nested], inputs: ["x", 0, 0], outputs: ["head", .integer(output), 0]),
            version: style == .keras2 ? "2.15.0" : "3.15.1")
        #expect(model.nodeNames == ["head/d", "head", "head#2/d", "head#2"])
        #expect(model.outputNames == ["head#2"])
        #expect(model.layers.map(\.path) == ["x", "head", "head/h", "head/d"])
        #expect(model.graph.values.filter { $0.name.hasSuffix("kernel") }.map(\.name) == ["head/d/kernel"])
    }

    @Test(arguments: numberings)
    func `refuses a nested model's call that does not exist`(
        kind: String, style: KerasGeneration, inner: Int, output: Int
    ) throws {
        let call: JSONValue =
            style == .keras2
            ? [["x", 0, 0, [:]]]
            : ["args": [["class_name": "__keras_tensor__", "config": ["keras_history": ["x", 0, 0]]]], "kwargs": [:]]
        let nested = head(kind: kind, calls: [call], style: style)
        let document = Reading.functional(
            [Reading.input("x", 3), nested], inputs: ["x", 0, 0], outputs: ["head", .integer(output), 0])
        let error = try #require(throws: FerryError.self) {
            try Reading.model(document, version: style == .keras2 ? "2.15.0" : "3.15.1")
        }
        #expect(error.code == .malformed)
        #expect(error.found == "node \(output), tensor 0")
        #expect(error.location.path == "#/config/output_layers")
    }

    static let keywords: [(keywords: JSONValue, isRead: Bool)] = [
        ([:], true), (["mask": nil], true), (["training": false], true), (["training": nil], true),
        (["training": true], false), (["mask": "x"], false), (["initial_state": ["x", 0, 0]], false),
    ]

    @Test(arguments: keywords, [KerasGeneration.keras2, .keras3])
    func `takes keywords that change nothing, and refuses others by name`(
        call: (keywords: JSONValue, isRead: Bool), style: KerasGeneration
    ) throws {
        let node: JSONValue =
            style == .keras2
            ? [["x", 0, 0, call.keywords]]
            : [
                "args": [["class_name": "__keras_tensor__", "config": ["keras_history": ["x", 0, 0]]]], "kwargs": call.keywords,
            ]
        let layers = [Reading.input("x", 3), keras2("Dropout", ["name": "drop", "rate": 0.5], on: [node])]
        let document = Reading.functional(layers, inputs: ["x", 0, 0], outputs: ["drop", 0, 0])
        guard !call.isRead else {
            _ = try Reading.model(document)
            return
        }
        let error = try #require(throws: FerryError.self) { try Reading.model(document) }
        #expect(error.code == .unsupported)
        #expect(error.location.layer == "drop")
        #expect(error.problem.contains(call.keywords.object?.names.first ?? "?"))
    }

    @Test func `of a chain of twenty thousand layers is read without exhausting the stack`() throws {
        var layers = [Reading.input("x", 1)]
        for index in 0..<20_000 {
            layers.append(Reading.called("ReLU", ["name": .string("r\(index)")], on: [[index == 0 ? "x" : "r\(index - 1)"]]))
        }
        let model = try Reading.model(Reading.functional(layers, inputs: ["x", 0, 0], outputs: ["r19999", 0, 0]))
        #expect(model.graph.nodes.count == 20_000)
    }
}
