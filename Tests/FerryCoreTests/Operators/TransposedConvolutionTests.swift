import FerryCore
import Testing

@Suite struct `A transposed convolution` {
    /// ⟨conv(u), x⟩ = ⟨u, transposed(x)⟩ for every u defines the adjoint; random u and x leave no room for chance.
    @Test(arguments: 0..<40)
    func `is the adjoint of the convolution with the same attributes`(seed: Int) throws {
        var random = SplitMix64(state: UInt64(seed))
        func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        let stride = Size2D(height: pick(1...3), width: pick(1...3))
        let dilation = Size2D(height: pick(1...2), width: pick(1...2))
        let padding = [Padding2D.valid, .same, .explicit(Margins2D(top: 1, bottom: 0, left: 2, right: 1))][pick(0...2)]
        let kernel = Tensor<Double>.random([pick(2...4), pick(2...4), 2, 3], &random)
        let x = Tensor<Double>.random([2, pick(3...5), pick(3...5), 3], &random)
        let transposed = Conv2DTranspose(strides: stride, padding: padding, dilation: dilation)
        let y = try apply(transposed, [x, kernel, nil])
        let u = Tensor<Double>.random(y.shape, &random)
        let v = try apply(Conv2D(strides: stride, padding: padding, dilation: dilation), [u, kernel, nil])
        try #require(v.shape == x.shape, "seed \(seed): \(transposed)")
        let left = zip(v.elements, x.elements).reduce(0) { $0 + $1.0 * $1.1 }
        let right = zip(u.elements, y.elements).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(left - right) < 1e-12, "seed \(seed): \(transposed)")
    }

    /// Three input pixels; the sizes are those that Keras 3.15.1 gave.
    @Test(
        arguments: [
            (Padding2D.same, 1, 3, 1, 0, 7), (.same, 1, 4, 1, nil, 12), (.same, 2, 3, 1, nil, 9), (.same, 2, 4, 1, 1, 9),
            (.same, 3, 2, 1, 1, 6), (.same, 3, 3, 1, nil, 9), (.same, 4, 2, 1, 1, 5), (.same, 5, 1, 1, nil, 3),
            (.valid, 1, 2, 1, 0, 5), (.valid, 1, 2, 1, nil, 6), (.valid, 2, 3, 1, 2, 10), (.valid, 2, 4, 1, 3, 13),
            (.valid, 3, 2, 1, nil, 7), (.valid, 3, 4, 1, nil, 12), (.valid, 4, 3, 1, 1, 11), (.valid, 4, 3, 1, nil, 10),
        ] as [(Padding2D, Int, Int, Int, Int?, Int)])
    func `is as large as Keras makes it`(
        padding: Padding2D, kernel: Int, stride: Int, dilation: Int, extra: Int?, expected: Int
    ) throws {
        let operation = Conv2DTranspose(
            strides: Size2D(stride), padding: padding, outputPadding: extra.map(Size2D.init), dilation: Size2D(dilation))
        let type = try operation.outputType(for: [TensorType([.batch, 3, 3, 1]), TensorType([kernel, kernel, 1, 1]), nil])
        #expect(type.shape == [.batch, .fixed(expected), .fixed(expected), 1])
    }

    @Test func `spreads a pixel into its kernel, and adds the bias everywhere`() throws {
        let x = Tensor<Double>(shape: [1, 1, 2, 1], elements: [1, 10])
        let kernel = Tensor<Double>(shape: [1, 2, 2, 1], elements: [1, 2, 3, 4])
        let bias = Tensor<Double>(shape: [2], elements: [100, 200])
        let operation = Conv2DTranspose(strides: Size2D(height: 1, width: 2))
        #expect(try apply(operation, [x, kernel, bias]).elements == [101, 202, 103, 204, 110, 220, 130, 240])
        // One column apart, the kernels overlap in the middle.
        #expect(try apply(Conv2DTranspose(), [x, kernel, nil]).elements == [1, 2, 13, 24, 30, 40])
    }

    @Test func `with explicit padding leaves out the margins of the full result`() throws {
        var random = SplitMix64(state: 6)
        let x = Tensor<Double>.random([1, 3, 4, 2], &random)
        let kernel = Tensor<Double>.random([3, 3, 2, 2], &random)
        let margins = Margins2D(top: 1, bottom: 0, left: 2, right: 1)
        let full = try apply(Conv2DTranspose(strides: Size2D(2), padding: .explicit(.zero)), [x, kernel, nil])
        let cut = try apply(Conv2DTranspose(strides: Size2D(2), padding: .explicit(margins)), [x, kernel, nil])
        #expect(try apply(Cropping2D(margins: margins), [full]) == cut)
    }
}
