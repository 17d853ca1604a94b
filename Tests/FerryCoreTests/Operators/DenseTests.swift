import FerryCore
import Testing

@Suite struct `A dense operator` {
    @Test func `multiplies the last axis by its kernel and adds its bias`() throws {
        let kernel = Tensor<Double>(shape: [3, 2], elements: [1, 10, 2, 20, 3, 30])
        let bias = Tensor<Double>(shape: [2], elements: [0.5, -0.5])
        #expect(try apply(Dense(), [.row(1, -1, 2), kernel, bias]).elements == [5.5, 49.5])
        #expect(try apply(Dense(), [.row(1, -1, 2), kernel, nil]).elements == [5, 50])
        let stack = try apply(Dense(), [.counting(2, 2, 1, 3), kernel, nil])
        #expect(stack == Tensor(shape: [2, 2, 1, 2], elements: [8, 80, 26, 260, 44, 440, 62, 620]))
    }

    @Test func `equals a convolution with kernels of one pixel, bit for bit`() throws {
        var random = SplitMix64(state: 8)
        let x = Tensor<Double>.random([2, 3, 4, 7], &random)
        let kernel = Tensor<Double>.random([7, 5], &random)
        let bias = Tensor<Double>.random([5], &random)
        #expect(
            try apply(Dense(), [x, kernel, bias]) == apply(Conv2D(), [x, kernel.reshaped(to: [1, 1, 7, 5]), bias]))
    }
}
