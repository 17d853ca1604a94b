import FerryCore
import Testing

@Suite struct `Along an axis` {
    @Test(arguments: [0, 1, 2, -1, -3])
    func `softmax is positive, sums to one and has the ratios of exponentials`(axis: Int) throws {
        var random = SplitMix64(state: 12)
        let x = Tensor<Double>.random([3, 4, 5], &random)
        let y = try apply(Softmax(axis: axis), [x])
        let logarithms = try apply(LogSoftmax(axis: axis), [x])
        let resolved = axis < 0 ? axis + 3 : axis
        let (size, step) = (x.shape[resolved], x.shape.rowMajorStrides[resolved])
        for start in x.elements.indices where x.shape.coordinates(ofElement: start)[resolved] == 0 {
            let lane = (0..<size).map { start + $0 * step }
            #expect(abs(lane.reduce(0) { $0 + y.elements[$1] } - 1) < 1e-15)
            for position in lane {
                let expected = exponential(x.elements[position] - x.elements[start])
                #expect(abs(y.elements[position] / y.elements[start] / expected - 1) < 1e-14)
                #expect(abs(exponential(logarithms.elements[position]) - y.elements[position]) < 1e-14)
            }
        }
    }

    /// eˣ for |x| ≤ 16 by its series, of x/16 and then to the 16th power.
    private func exponential(_ x: Double) -> Double {
        var (term, sum) = (1.0, 1.0)
        for k in 1...24 {
            term *= x / 16 / Double(k)
            sum += term
        }
        for _ in 0..<4 { sum *= sum }
        return sum
    }

    @Test func `no exponential overflows`() throws {
        #expect(try apply(Softmax(), [.row(1000, 1000, -1000)]).elements == [0.5, 0.5, 0])
        #expect(try apply(LogSoftmax(), [.row(1e4, 0, -1e4)]).elements == [0, -1e4, -2e4])
        #expect(try apply(Softmax(), [.row(-1e308, 1e308)]).elements == [0, 1])
        #expect(try apply(Softmax(), [.row(7)]).elements == [1])
        #expect(try apply(Softmax(), [.row(.nan, 1)]).elements.allSatisfy { $0.isNaN })
    }

    /// Outputs of Keras 3.15.1, rounded to float32 there: its sparsemax does not sum to one.
    @Test(
        arguments: [
            ([0.5, 0.5, -1], [0.25, 0.25, 0]), ([1, 0.8, 0.1], [0.10000002, 0, 0]), ([3, 0, 0], [1, 0, 0]),
            ([0.1, 0.2, 0.3], [0, 0.06666663, 0.16666664]),
        ] as [([Double], [Double])])
    func `sparsemax is what Keras computes`(x: [Double], expected: [Double]) throws {
        let y = try apply(Sparsemax(), [Tensor(shape: [1, 3], elements: x)])
        #expect(distance(y, Tensor(shape: [1, 3], elements: expected)) < 1e-7)
        let column = try apply(Sparsemax(axis: 1), [Tensor(shape: [1, 3, 1], elements: x)])
        #expect(column.elements == y.elements)
    }

    @Test func `a gated linear unit weighs the first half by the second`() throws {
        let large = try apply(GLU(), [.row(3, -5, 7, 0, 1000, -1000)])
        #expect(large.elements == [1.5, -5, 0])
        let x = Tensor<Double>(shape: [1, 4, 2], elements: [1, 2, 3, 4, 0, 0, 0, 0])
        #expect(try apply(GLU(axis: 1), [x]) == Tensor(shape: [1, 2, 2], elements: [0.5, 1, 1.5, 2]))
    }
}
