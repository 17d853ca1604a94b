import FerryCore
import Testing

@Suite struct `Normalising` {
    @Test func `with moving statistics scales and shifts each channel`() throws {
        let parameters = [[2.0, 3], [10, 20], [1, -1], [4, 0.25]].map { Tensor<Double>(shape: [2], elements: $0) }
        let x = Tensor<Double>(shape: [2, 2], elements: [1, -1, 5, 0])
        let operation = BatchNormalization(epsilon: 0)
        // γ (x − μ) / σ + β: 2 · 4 / 2 + 10 and 3 · 1 / ½ + 20.
        #expect(try apply(operation, [x] + parameters).elements == [10, 20, 14, 26])
        #expect(try apply(operation, [x, nil, parameters[1], parameters[2], parameters[3]]).elements == [10, 20, 12, 22])
        #expect(try apply(operation, [x, parameters[0], nil, parameters[2], parameters[3]]).elements == [0, 0, 4, 6])
        let zeroVariance = Tensor<Double>(shape: [2], elements: [0, 0])
        let y = try apply(BatchNormalization(epsilon: 0.25), [x, nil, nil, zeroVariance, zeroVariance])
        #expect(y.elements == [2, -2, 10, 0])
    }

    @Test(arguments: [[-1], [-2], [-3, -1], [-2, -1], [-3, -2, -1]])
    func `each sample leaves mean 0 and variance 1 along the axes, and nothing else mixed`(axes: [Int]) throws {
        var random = SplitMix64(state: 9)
        let x = Tensor<Double>.random([2, 3, 4, 5], &random)
        let y = try apply(LayerNormalization(axes: axes, epsilon: 0), [x, nil, nil])
        // The axes in question last, so that the elements of a group lie side by side.
        let others = [0, 1, 2, 3].filter { !axes.contains($0 - 4) }
        let turn = Transpose(permutation: others + axes.map { $0 + 4 })
        let (sorted, source) = (try apply(turn, [y]), try apply(turn, [x]))
        let count = axes.map { x.shape[$0 + 4] }.elementCount
        for start in stride(from: 0, to: y.count, by: count) {
            let group = sorted.elements[start..<start + count]
            #expect(abs(group.reduce(0, +)) < 1e-13)
            #expect(abs(group.reduce(0) { $0 + $1 * $1 } / Double(count) - 1) < 1e-13)
            // A line: equal steps of the source are equal steps of the result.
            let (a, b, c) = (source.elements[start], source.elements[start + 1], source.elements[start + 2])
            let slope = (group[start + 1] - group[start]) / (b - a)
            #expect(slope > 0 && abs(group[start] + slope * (c - a) - group[start + 2]) < 1e-12)
        }
    }

    @Test func `each sample scales and shifts by place within the sample`() throws {
        let x = Tensor<Double>(shape: [2, 2, 2], elements: [1, 3, 5, 7, 0, 2, 0, 4])
        let gamma = Tensor<Double>(shape: [2], elements: [1, 10])
        let beta = Tensor<Double>(shape: [2], elements: [0, 100])
        #expect(
            try apply(LayerNormalization(axes: [-1], epsilon: 0), [x, gamma, beta]).elements
                == [-1, 110, -1, 110, -1, 110, -1, 110])
        let constant = Tensor<Double>(repeating: 3, shape: [1, 4])
        #expect(try apply(LayerNormalization(), [constant, nil, nil]).elements == [0, 0, 0, 0])
        // Variance 1 beside an epsilon of 3: half as steep.
        #expect(try apply(LayerNormalization(epsilon: 3), [.row(1, 3), nil, nil]).elements == [-0.5, 0.5])
    }

    @Test func `with statistics of the data set can be undone`() throws {
        let mean = Tensor<Double>(shape: [1, 3], elements: [1, 2, 3])
        let variance = Tensor<Double>(shape: [1, 3], elements: [4, 0.25, 0])
        let x = Tensor<Double>.row(5, 1, 3.5)
        let y = try apply(Normalization(), [x, mean, variance])
        // A deviation of 0 counts as 10⁻⁷.
        #expect(y.elements[0] == 2 && y.elements[1] == -2)
        #expect(abs(y.elements[2] - 0.5e7) < 1e-8)
        #expect(distance(try apply(Normalization(inverts: true), [y, mean, variance]), x) < 1e-15)
    }

    @Test func `by constants multiplies and adds, for all channels or for each`() throws {
        #expect(try apply(Rescaling(scale: [2], offset: [-1]), [.counting(2, 2)]).elements == [-1, 1, 3, 5])
        #expect(try apply(Rescaling(scale: [1, 10]), [.counting(2, 2)]).elements == [0, 10, 2, 30])
        #expect(try apply(Rescaling(scale: [2], offset: [0, 100]), [.counting(2, 2)]).elements == [0, 102, 4, 106])
    }
}
