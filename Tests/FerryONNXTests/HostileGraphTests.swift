import FerryCore
import FixtureCases
import Foundation
import Testing

@testable import FerryONNX

@Suite struct `A hostile graph` {
    struct Hostile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: FerryError.Code
        /// What the error names.
        let word: String
        var layer: String?
        let build: @Sendable (inout ForeignFile) -> Void

        init(
            _ name: String, _ code: FerryError.Code, _ word: String, at layer: String? = nil,
            _ build: @escaping @Sendable (inout ForeignFile) -> Void
        ) {
            (testDescription, self.code, self.word, self.layer, self.build) = (name, code, word, layer, build)
        }
    }

    static let names: [Hostile] = [
        Hostile("a circle of two nodes", .malformed, "no earlier node", at: "node_0") {
            $0.node("Add", ["x", "b"], "a")
            $0.node("Relu", ["a"], "b")
            $0.node("Relu", ["b"], "y")
        },
        Hostile("a node that uses itself", .malformed, "no earlier node", at: "node_0") { $0.node("Add", ["x", "y"], "y") },
        Hostile("nodes in the wrong order", .malformed, "no earlier node", at: "node_0") {
            $0.node("Relu", ["a"], "y")
            $0.node("Relu", ["x"], "a")
        },
        Hostile("a value computed twice", .malformed, "'a'", at: "node_1") {
            $0.node("Relu", ["x"], "a")
            $0.node("Sigmoid", ["x"], "a")
            $0.node("Relu", ["a"], "y")
        },
        Hostile("a node with one output twice", .malformed, "'y'", at: "node_0") {
            $0.node("Relu", ["x"], "y")
            $0.onnx.nodes[0].outputs.append("y")
        },
        Hostile("a node that computes an input", .malformed, "'x'", at: "node_0") {
            $0.node("Relu", ["x"], "x")
            $0.node("Relu", ["x"], "y")
        },
        Hostile("a node that computes an initializer", .malformed, "'w'", at: "node_0") {
            _ = $0.tensor("w", [3])
            $0.node("Relu", ["x"], "w")
            $0.node("Relu", ["x"], "y")
        },
        Hostile("two constants of one name", .malformed, "'c'", at: "node_1") {
            for _ in 0..<2 { $0.constant("c", [1]) }
            $0.node("Relu", ["x"], "y")
        },
        Hostile("a missing initializer", .malformed, "'w'", at: "node_0") { $0.node("Conv", ["x", "w"], "y") },
        Hostile("an output that nothing computes", .malformed, "'y'") { $0.node("Relu", ["x"], "a") },
        Hostile("a node without outputs", .malformed, "no output", at: "Relu") {
            $0.onnx.nodes.append(ONNXNode(name: "", opType: "Relu", inputs: ["x"], outputs: []))
            $0.node("Relu", ["x"], "y")
        },
    ]

    static let types: [Hostile] = [
        Hostile("weights of integers", .unsupported, "floating-point", at: "node_0") {
            $0.onnx.initializers.append(
                ONNXTensor(name: "w", source: IntegerSource([Int](repeating: 1, count: 24), shape: [3, 2, 2, 2])))
            $0.node("Conv", ["x", "w"], "y")
        },
        Hostile("a kernel without axes", .unsupported, "0 axes", at: "node_0") {
            $0.number("w", 1)
            $0.node("Conv", ["x", "w"], "y")
        },
        Hostile("a kernel of another size", .mismatch, "kernel", at: "node_0") {
            _ = $0.tensor("w", [3, 5, 2, 2])
            $0.node("Conv", ["x", "w"], "y")
        },
        Hostile("a bias of another size", .mismatch, "'b'", at: "node_0") {
            _ = ($0.tensor("w", [3, 2, 2, 2]), $0.tensor("b", [4]))
            $0.node("Conv", ["x", "w", "b"], "y")
        },
        Hostile("an input of no size", .malformed, "impossible size") {
            $0.onnx.inputs[0].dimensions = [.symbol("N"), .size(0), .size(4)]
            $0.node("Relu", ["x"], "y")
        },
        Hostile("an input of a negative size", .malformed, "impossible size") {
            $0.onnx.inputs[0].dimensions = [.symbol("N"), .size(-3), .size(4)]
            $0.node("Relu", ["x"], "y")
        },
        Hostile("an input beyond memory", .malformed, "impossible size") {
            $0.onnx.inputs[0].dimensions = [.symbol("N"), .size(1 << 40), .size(1 << 40)]
            $0.node("Relu", ["x"], "y")
        },
        Hostile("an input without a type", .malformed, "no tensor") {
            $0.onnx.inputs[0].element = nil
            $0.node("Relu", ["x"], "y")
        },
        Hostile("training", .unsupported, "training", at: "node_0") {
            $0.onnx.initializers.append(ONNXTensor(name: "t", source: ONNXArray(.bool, shape: [], integers: [1]).source))
            $0.number("r", 0.5)
            $0.node("Dropout", ["x", "r", "t"], "y")
        },
    ]

    /// Constants that are small in the file and large when they are computed.
    static let bombs: [Hostile] = [
        Hostile("a shape of 2^80 elements", .unsupported, "Reshape", at: "node_0") {
            $0.integers("s", [-1, 1 << 40, 1 << 40])
            $0.node("Reshape", ["x", "s"], "y")
        },
        bomb("ConstantOfShape", ["size"]) { $0.integers("size", [1 << 40]) },
        bomb("Expand", ["one", "size"]) { $0.integers("size", [1 << 31, 1 << 31]) },
        bomb("Tile", ["one", "size"]) { $0.integers("size", [1 << 62]) },
        bomb("Range", ["start", "size", "step"]) {
            for (name, value) in [("start", 0), ("size", Int.max), ("step", 1)] { $0.scalar(name, value) }
        },
        Hostile("Pad beyond memory", .malformed, "wrong input", at: "node_0") {
            $0.number("one", 1)
            $0.integers("size", [0, 1 << 50])
            $0.node("Pad", ["one", "size"], "y")
        },
        Hostile("an upsampling beyond memory", .malformed, "UpSampling2D", at: nil) {
            $0.onnx.initializers.append(
                ONNXTensor(name: "s", source: MemorySource(Tensor<Float>(shape: [4], elements: [1, 1, 16_777_216, 16_777_216]))))
            for place in 0..<6 {
                $0.node("Resize", [place == 0 ? "x" : "v\(place)", "", "s"], place == 5 ? "y" : "v\(place + 1)")
            }
        },
        Hostile("a constant doubled sixty times", .limit, "constants", at: nil) {
            $0.onnx.initializers.append(ONNXTensor(name: "v0", source: MemorySource(Tensor<Float>(shape: [1], elements: [1]))))
            for place in 0..<60 { $0.node("Concat", ["v\(place)", "v\(place)"], "v\(place + 1)", [ONNXAttribute("axis", 0)]) }
            $0.node("Add", ["x", "v60"], "y")
        },
        Hostile("a constant as large as may be, again and again", .limit, "constants", at: nil) {
            $0.integers("size", [1 << 20])
            $0.node("ConstantOfShape", ["size"], "v0")
            for place in 0..<100 { $0.node("Exp", ["v\(place)"], "v\(place + 1)") }
            $0.node("Add", ["x", "v100"], "y")
        },
    ]

    private static func bomb(
        _ opType: String, _ inputs: [String], _ prepare: @escaping @Sendable (inout ForeignFile) -> Void
    ) -> Hostile {
        Hostile("\(opType) beyond memory", .limit, "too large", at: "node_0") { file in
            file.onnx.initializers.append(ONNXTensor(name: "one", source: MemorySource(Tensor<Float>(shape: [1], elements: [1]))))
            prepare(&file)
            file.node(opType, inputs, "c")
            file.node("Add", ["x", "c"], "y")
        }
    }

    @Test(arguments: names + types + bombs)
    func `is refused with the node`(_ hostile: Hostile) throws {
        var file = ForeignFile()
        hostile.build(&file)
        let start = ContinuousClock.now
        let error = try #require(throws: FerryError.self) { try file.read() }
        #expect(error.code == hostile.code, "\(error)")
        if let layer = hostile.layer { #expect(error.location.layer == layer, "\(error)") }
        #expect("\(error.problem) \(error.found ?? "")".contains(hostile.word), "\(error)")
        #expect(ContinuousClock.now - start < .seconds(20), "a second where nothing else runs")
    }

    struct Chain: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let build: @Sendable (inout ForeignFile) -> Void
    }

    /// Chains on which looking for groups of nodes could take time that grows with a power of their length.
    static let chains: [Chain] = [
        Chain(testDescription: "products of products that have other uses") { file in
            file.node("Mul", ["x", "x"], "v0")
            for place in 0..<3000 { file.node("Mul", ["v\(place)", "x"], "v\(place + 1)") }
            file.node("Sum", (0...3000).map { "v\($0)" }, "y")
        },
        Chain(testDescription: "sizes computed from sizes") { file in
            file.node("Shape", ["x"], "v0")
            for place in 0..<3000 { file.node("Identity", ["v\(place)"], "v\(place + 1)") }
            file.node("Reshape", ["x", "v3000"], "y")
        },
        Chain(testDescription: "sums of sums") { file in
            file.node("Add", ["x", "x"], "v0")
            for place in 0..<3000 { file.node("Add", ["v\(place)", "v\(place)"], "v\(place + 1)") }
            file.node("Relu", ["v3000"], "y")
        },
    ]

    @Test(arguments: chains)
    func `is read in a time that grows with its length`(_ chain: Chain) throws {
        var file = ForeignFile()
        chain.build(&file)
        let start = ContinuousClock.now
        _ = try file.read()
        #expect(ContinuousClock.now - start < .seconds(20), "a second where nothing else runs")
    }

    @Test func `cannot make a reader wait for a pipe, or read a device`() throws {
        let folder = try TemporaryFolder()
        #expect(unsafe mkfifo(folder.path + "/pipe", 0o600) == 0)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/zero", withDestinationPath: "/dev/zero")
        for (location, code) in [("pipe", FerryError.Code.missingFile), ("zero", .unsupported), ("/proc/self/mem", .malformed)] {
            let bytes = WireMessage.model { graph in
                graph.add(5) { tensor in
                    tensor.add(1, 4)
                    tensor.add(2, 1)
                    tensor.add(8, "w")
                    tensor.add(13) { entry in
                        entry.add(1, "location")
                        entry.add(2, location)
                    }
                    tensor.add(14, 1)
                }
            }
            let file = try FileByteSource(path: try folder.file("model.onnx", Data(bytes)))
            let error = try #require(throws: FerryError.self) { try ONNX().read(file, options: ReadOptions()) }
            #expect(error.code == code, "\(error)")
        }
    }

    @Test func `of tensors of texts is refused by name`() throws {
        let bytes = WireMessage.model { graph in
            graph.add(5) { tensor in
                tensor.add(1, 1)
                tensor.add(2, 8)
                tensor.add(6, "text")
                tensor.add(8, "w")
            }
        }
        let error = try #require(throws: FerryError.self) {
            try ONNX().read(MemoryByteSource(bytes, name: "texts.onnx"), options: ReadOptions())
        }
        #expect(error.code == .unsupported)
        #expect(error.location.layer == "w")
    }

    @Test func `with a graph inside is refused by the operator's name`() throws {
        let bytes = WireMessage.model { graph in
            graph.add(1) { node in
                node.add(1, "x")
                node.add(2, "y")
                node.add(4, "If")
                node.add(5) { attribute in
                    attribute.add(1, "then_branch")
                    attribute.add(6) { $0.add(2, "branch") }
                    attribute.add(20, 5)
                }
            }
            graph.add(11) { input in
                input.add(1, "x")
                input.add(2) { type in
                    type.add(1) { tensor in
                        tensor.add(1, 1)
                        tensor.add(2) { shape in shape.add(1) { $0.add(2, "N") } }
                    }
                }
            }
        }
        let error = try #require(throws: FerryError.self) {
            try ONNX().read(MemoryByteSource(bytes, name: "if.onnx"), options: ReadOptions())
        }
        #expect(error.code == .unsupported && error.problem.contains("If"), "\(error)")
    }
}
