import FerryCore
import FixtureCases
import Testing

@testable import FerryONNX

/// A graph of random operators: what a list of cases does not think of.
struct RandomGraph: Sendable, CustomTestStringConvertible {
    let seed: UInt64
    var testDescription: String { "seed \(seed)" }

    private struct State {
        var builder: ModelBuilder
        /// Values that may be used, with their sizes behind the batch.
        var open: [(id: ValueID, sizes: [Int])] = []
        var count = 0

        mutating func name(_ stem: String) -> String {
            count += 1
            return "\(stem)_\(count)"
        }

        mutating func pick() -> (id: ValueID, sizes: [Int]) { open[builder.number(below: open.count)] }
    }

    func model() throws -> Model {
        var state = State(builder: ModelBuilder("random", seed: seed))
        let size = 4 + state.builder.number(below: 4)
        let sizes = [size, size, 1 + state.builder.number(below: 3)]
        state.open.append((try state.builder.input("image", sizes), sizes))
        for _ in 0..<4 + state.builder.number(below: 8) { try step(&state) }
        let used = Set(state.builder.model.graph.nodes.flatMap { $0.inputs.compactMap { $0 } })
        var outputs = state.open.map(\.id).filter { !used.contains($0) }
        // Some outputs have consumers too.
        if state.builder.number(below: 3) == 0 { outputs.append(state.pick().id) }
        state.builder.end(in: outputs.enumerated().filter { !outputs[..<$0.offset].contains($0.element) }.map(\.element))
        return state.builder.model
    }

    private func step(_ state: inout State) throws {
        let (x, sizes) = state.pick()
        let choice = state.builder.number(below: 4)
        switch (sizes.count, choice) {
        case (3, 0): try convolution(&state, x, sizes)
        case (3, 1): try rearrangement(&state, x, sizes)
        case (1, 0), (1, 1), (2, 0): try dense(&state, x, sizes)
        case (_, 2): try merge(&state, x, sizes)
        default: try pointwise(&state, x, sizes)
        }
    }

    private func add(
        _ state: inout State, _ stem: String, _ operation: any Operator, _ inputs: [ValueID],
        _ parameters: [(String, [Int])?] = []
    ) throws {
        let id = try state.builder.layer(state.name(stem), operation, on: inputs, parameters)
        let shape = state.builder.model.graph[id].type?.shape.dropFirst().compactMap(\.size) ?? []
        state.open.append((id, shape))
    }

    private func convolution(_ state: inout State, _ x: ValueID, _ sizes: [Int]) throws {
        let channels = sizes[2]
        let padding: Padding2D = state.builder.number(below: 2) == 0 && min(sizes[0], sizes[1]) > 2 ? .valid : .same
        let kernel = min(1 + state.builder.number(below: 3), padding == .valid ? min(sizes[0], sizes[1]) : 3)
        let strides = Size2D(1 + state.builder.number(below: 2))
        let filters = 1 + state.builder.number(below: 4)
        switch state.builder.number(below: 5) {
        case 0:
            try add(
                &state, "depthwise", DepthwiseConv2D(strides: strides, padding: padding), [x],
                [("kernel", [kernel, kernel, channels, 2]), ("bias", [2 * channels])])
        case 1:
            try add(
                &state, "separable", SeparableConv2D(padding: padding), [x],
                [("depthwise_kernel", [kernel, kernel, channels, 1]), ("pointwise_kernel", [1, 1, channels, filters]), nil])
        case 2:
            try add(
                &state, "transposed", Conv2DTranspose(strides: strides, padding: padding), [x],
                [("kernel", [kernel, kernel, filters, channels]), ("bias", [filters])])
        case 3:
            try add(&state, "pool", MaxPooling2D(poolSize: Size2D(kernel), strides: strides, padding: padding), [x])
        default:
            try add(
                &state, "conv", Conv2D(strides: strides, padding: padding), [x],
                [("kernel", [kernel, kernel, channels, filters]), ("bias", [filters])])
        }
    }

    private func rearrangement(_ state: inout State, _ x: ValueID, _ sizes: [Int]) throws {
        switch state.builder.number(below: 6) {
        case 0: try add(&state, "flatten", Flatten(), [x])
        case 1: try add(&state, "pool", GlobalAveragePooling2D(), [x])
        case 2: try add(&state, "permute", Transpose(permutation: [0, 3, 1, 2]), [x])
        case 3: try add(&state, "reshape", Reshape(shape: [sizes[0], sizes[1] * sizes[2]]), [x])
        case 4: try add(&state, "pad", ZeroPadding2D(margins: Margins2D(top: 1, bottom: 0, left: 0, right: 2)), [x])
        default: try add(&state, "up", UpSampling2D(factors: Size2D(2)), [x])
        }
    }

    private func dense(_ state: inout State, _ x: ValueID, _ sizes: [Int]) throws {
        let units = 1 + state.builder.number(below: 5)
        try add(&state, "dense", Dense(), [x], [("kernel", [sizes[sizes.count - 1], units]), ("bias", [units])])
    }

    private func merge(_ state: inout State, _ x: ValueID, _ sizes: [Int]) throws {
        let partners = state.open.filter { $0.sizes == sizes }
        let other = partners[state.builder.number(below: partners.count)].id
        switch state.builder.number(below: 3) {
        case 0: try add(&state, "add", Add(), [x, other])
        case 1: try add(&state, "multiply", Multiply(), [x, other, x])
        default: try add(&state, "concatenate", Concatenate(), [x, other])
        }
    }

    private func pointwise(_ state: inout State, _ x: ValueID, _ sizes: [Int]) throws {
        let channels = sizes[sizes.count - 1]
        switch state.builder.number(below: 8) {
        case 0:
            let vectors = ["gamma", "beta", "moving_mean", "moving_variance"].map { ($0, [channels]) }
            try add(&state, "batch_normalization", BatchNormalization(), [x], vectors)
        case 1: try add(&state, "prelu", PReLU(), [x], [("alpha", sizes)])
        case 2: try add(&state, "softmax", Softmax(axis: -1), [x])
        case 3: try add(&state, "dropout", Dropout(rate: 0.25), [x])
        case 4: try add(&state, "rescaling", Rescaling(scale: (1...channels).map { 1 / Double($0) }, offset: [0.5]), [x])
        case 5: try add(&state, "layer_normalization", LayerNormalization(), [x], [("gamma", [channels]), nil])
        case 6: try add(&state, "silu", Activation(.silu), [x])
        default: try add(&state, "relu", ReLU(), [x])
        }
    }
}

@Suite struct `Random graphs` {
    @Test(arguments: (1...150).map { RandomGraph(seed: $0) })
    func `come back with names, parameters and values`(_ graph: RandomGraph) throws {
        let model = try graph.model()
        for layout in WriteOptions.ImageLayout.allCases {
            var options = WriteOptions()
            options.layout = layout
            options.opset = [13, 17, 18, 21][Int(graph.seed % 4)]
            try RoundTrip.expectFaithful(model, options)
        }
    }
}
