import FerryCore
import Testing

@Suite struct `An executor's inputs and parameters` {
    /// `y = x · kernel`, with a kernel that another node computes where `isComputed`.
    private static func product(isComputed: Bool = false) throws -> Model {
        var model = Model(name: "product", origin: Origin(format: "test"))
        let x = try model.graph.addInput(named: "x", type: TensorType([.batch, 2]))
        var kernel = try model.addParameter(
            named: "kernel", MemorySource(Tensor<Float>(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6])))
        if isComputed {
            let other = try model.addParameter(named: "other", MemorySource(Tensor<Float>(repeating: 1, shape: [3])))
            kernel = try model.graph.addNode(named: "sum", Add(), inputs: [kernel, other], output: "sum")
        }
        let y = try model.graph.addNode(named: "y", Dense(), inputs: [x, kernel, nil], output: "y")
        model.graph.addOutput(y)
        return model
    }

    private static let x = Tensor<Float>(shape: [1, 2], elements: [1, 10])

    @Test func `are multiplied`() throws {
        let outputs = try Executor(Self.product(), batch: 1).run(["x": Self.x])
        #expect(outputs == ["y": Tensor(shape: [1, 3], elements: [41, 52, 63])])
    }

    @Test func `may be computed where other models have weights`() throws {
        let outputs = try Executor(Self.product(isComputed: true), batch: 1).run(["x": Self.x])
        #expect(outputs == ["y": Tensor(shape: [1, 3], elements: [52, 63, 74])])
    }

    @Test func `stay where they are for the next run`() throws {
        let executor = try Executor(Self.product(), batch: 1)
        let first = try executor.run(["x": Self.x])
        executor.run()
        #expect(executor.value(named: "y") == first["y"])
        #expect(executor.value(named: "x") == Self.x)
        #expect(executor.value(named: "kernel") == nil)
    }

    @Test(
        arguments: [
            ([:], "missing"),
            (["x": Tensor<Float>(repeating: 0, shape: [1, 3])], "wrong shape"),
            (["x": Tensor<Float>(repeating: 0, shape: [4, 2])], "another batch size"),
            (["x": Self.x, "z": Self.x], "no input named 'z'"),
        ] as [([String: Tensor<Float>], String)])
    func `that do not fit are refused`(inputs: [String: Tensor<Float>], problem: String) throws {
        let executor = try Executor(Self.product(), batch: 1)
        let error = #expect(throws: FerryError.self) { try executor.run(inputs) }
        #expect(error?.code == .mismatch)
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    }

    @Test func `of fixed sizes need not agree on the first`() throws {
        var model = Model(name: "fixed", origin: Origin(format: "test"))
        let x = try model.graph.addInput(named: "x", type: TensorType([3, 2] as [Int]))
        let row = try model.graph.addInput(named: "row", type: TensorType([2] as [Int]))
        let scalar = try model.graph.addInput(named: "scalar", type: TensorType([] as [Int]))
        let sum = try model.graph.addNode(named: "sum", Add(), inputs: [x, row], output: "sum")
        model.graph.addOutput(try model.graph.addNode(named: "y", Multiply(), inputs: [sum, scalar], output: "y"))
        let inputs = try RandomInputs.make(for: model.graph, samples: 5, seed: 1)
        #expect(inputs["scalar"]?.shape == [])
        let outputs = try Executor(model, batch: 3).run([
            "x": Tensor(shape: [3, 2], elements: [1, 2, 3, 4, 5, 6]), "row": Tensor(shape: [2], elements: [10, 20]),
            "scalar": Tensor(shape: [], elements: [2]),
        ])
        #expect(outputs == ["y": Tensor(shape: [3, 2], elements: [22, 44, 26, 48, 30, 52])])
    }

    @Test func `whose batch is fixed refuse another one`() throws {
        var model = Model(name: "fixed", origin: Origin(format: "test"))
        let x = try model.graph.addInput(named: "x", type: TensorType([4, 2] as [Int]))
        model.graph.addOutput(try model.graph.addNode(named: "y", ReLU(), inputs: [x], output: "y"))
        #expect(throws: FerryError.self) { try Executor(model, batch: 1) }
        _ = try Executor(model, batch: 4)
    }

    @Test func `name the layer whose parameter cannot be read`() throws {
        var model = try Self.product()
        let kernel = try #require(model.graph.value(named: "kernel"))
        model.parameters[kernel] = UnreadableSource()
        let error = #expect(throws: FerryError.self) { try Executor(model, batch: 1) }
        #expect(error?.location.layer == "y")
        model.parameters[kernel] = nil
        let missing = #expect(throws: FerryError.self) { try Executor(model, batch: 1) }
        #expect(missing?.problem == "the value 'kernel' is neither computed nor given")
    }

    @Test func `in half precision are widened`() throws {
        var model = try Self.product()
        let kernel = try #require(model.graph.value(named: "kernel"))
        model.parameters[kernel] = HalfSource()
        #expect(try Executor(model, batch: 1).run(["x": Self.x])["y"]?.elements == [11, 11, 11])
    }
}

private struct UnreadableSource: TensorSource {
    let element = ElementType.float32
    let shape = [2, 3]
    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        throw FerryError(.io, "the disk is gone")
    }
}

/// Ones in float16, which are 0x3c00.
private struct HalfSource: TensorSource {
    let element = ElementType.float16
    let shape = [2, 3]
    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        for index in 0..<destination.byteCount {
            destination.storeBytes(of: (offset + index) % 2 == 0 ? 0x00 : 0x3c, toByteOffset: index, as: UInt8.self)
        }
    }
}
