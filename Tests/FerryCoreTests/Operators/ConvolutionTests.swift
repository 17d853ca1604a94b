import FerryCore
import Testing

@Suite struct `A convolution` {
    /// 7 loops over bounds-checked subscripts: the definition once more, without windows, rows or taps left out.
    private func naive(
        _ x: Tensor<Double>, _ kernel: Tensor<Double>, _ bias: Tensor<Double>, stride: Size2D, dilation: Size2D,
        margins: Margins2D, groups: Int
    ) -> Tensor<Double> {
        let padded = Size2D(
            height: x.shape[1] + margins.top + margins.bottom, width: x.shape[2] + margins.left + margins.right)
        func cell(_ sample: Int, _ row: Int, _ column: Int, _ channel: Int) -> Double {
            let (row, column) = (row - margins.top, column - margins.left)
            guard (0..<x.shape[1]).contains(row), (0..<x.shape[2]).contains(column) else { return 0 }
            return x[sample, row, column, channel]
        }
        let (kernelHeight, kernelWidth, filters) = (kernel.shape[0], kernel.shape[1], kernel.shape[3])
        let height = (padded.height - (kernelHeight - 1) * dilation.height - 1) / stride.height + 1
        let width = (padded.width - (kernelWidth - 1) * dilation.width - 1) / stride.width + 1
        var y: [Double] = []
        for sample in 0..<x.shape[0] {
            for row in 0..<height {
                for column in 0..<width {
                    for filter in 0..<filters {
                        let firstChannel = filter / (filters / groups) * kernel.shape[2]
                        var sum = bias[filter]
                        for i in 0..<kernelHeight {
                            for j in 0..<kernelWidth {
                                for channel in 0..<kernel.shape[2] {
                                    sum +=
                                        kernel[i, j, channel, filter]
                                        * cell(
                                            sample, row * stride.height + i * dilation.height,
                                            column * stride.width + j * dilation.width, firstChannel + channel)
                                }
                            }
                        }
                        y.append(sum)
                    }
                }
            }
        }
        return Tensor(shape: [x.shape[0], height, width, filters], elements: y)
    }

    @Test(arguments: 0..<40)
    func `is the sum over taps and channels, for random geometry`(seed: Int) throws {
        var random = SplitMix64(state: UInt64(seed))
        func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        let groups = pick(1...3)
        let x = Tensor<Double>.random([pick(1...2), pick(5...9), pick(5...9), groups * pick(1...3)], &random)
        let stride = Size2D(height: pick(1...3), width: pick(1...3))
        let dilation = Size2D(height: pick(1...2), width: pick(1...2))
        let margins = Margins2D(top: pick(0...2), bottom: pick(0...2), left: pick(0...2), right: pick(0...2))
        let filters = groups * pick(1...3)
        let kernel = Tensor<Double>.random([pick(1...3), pick(1...3), x.shape[3] / groups, filters], &random)
        let bias = Tensor<Double>.random([filters], &random)
        let operation = Conv2D(strides: stride, padding: .explicit(margins), dilation: dilation, groups: groups)
        let expected = naive(x, kernel, bias, stride: stride, dilation: dilation, margins: margins, groups: groups)
        #expect(distance(try apply(operation, [x, kernel, bias]), expected) < 1e-13, "seed \(seed): \(operation)")
    }

    @Test(arguments: [
        (28, 3, 2, 1, 0, 1), (28, 3, 1, 1, 1, 1), (28, 2, 1, 1, 0, 1), (28, 5, 3, 1, 2, 2), (7, 3, 2, 1, 1, 1),
        (9, 2, 3, 1, 0, 0),
        (10, 3, 1, 2, 2, 2), (5, 1, 2, 1, 0, 0),
    ])
    func `with same padding puts the extra row below`(
        size: Int, kernel: Int, stride: Int, dilation: Int, before: Int, after: Int
    ) throws {
        let margins = Padding2D.same.margins(
            input: Size2D(size), kernel: Size2D(kernel), strides: Size2D(stride), dilation: Size2D(dilation))
        #expect(margins == Margins2D(top: before, bottom: after, left: before, right: after))
        let operation = Conv2D(strides: Size2D(stride), padding: .same, dilation: Size2D(dilation))
        let type = try operation.outputType(for: [
            TensorType([.batch, .fixed(size), .fixed(size), 1]), TensorType([kernel, kernel, 1, 1]), nil,
        ])
        let output = Dimension.fixed((size + stride - 1) / stride)
        #expect(type.shape == [.batch, output, output, 1])
    }

    @Test func `gives the same bits whichever way its padding is said`() throws {
        var random = SplitMix64(state: 3)
        let x = Tensor<Double>.random([2, 8, 7, 5], &random)
        let kernel = Tensor<Double>.random([3, 2, 5, 6], &random)
        let margins = Padding2D.same.margins(
            input: Size2D(height: 8, width: 7), kernel: Size2D(height: 3, width: 2), strides: Size2D(2), dilation: Size2D(1))
        let same = try apply(Conv2D(strides: Size2D(2), padding: .same), [x, kernel, nil])
        #expect(try apply(Conv2D(strides: Size2D(2), padding: .explicit(margins)), [x, kernel, nil]) == same)
        let padded = try apply(ZeroPadding2D(margins: margins), [x])
        #expect(try apply(Conv2D(strides: Size2D(2)), [padded, kernel, nil]) == same)
    }

    @Test func `does not flip its kernel`() throws {
        let kernel = Tensor<Double>(shape: [2, 2, 1, 1], elements: [1, 10, 100, 1000])
        let y = try apply(Conv2D(), [.counting(1, 2, 3, 1), kernel, nil])
        #expect(y.elements == [4310, 5421])
    }

    @Test func `of each channel by itself is one with as many groups as channels`() throws {
        var random = SplitMix64(state: 4)
        let x = Tensor<Double>.random([2, 6, 7, 3], &random)
        let kernel = Tensor<Double>.random([3, 2, 3, 2], &random)
        let bias = Tensor<Double>.random([6], &random)
        let depthwise = DepthwiseConv2D(strides: Size2D(2), padding: .same)
        // [height, width, channels, multiplier] to [height, width, 1, channels · multiplier]
        let grouped = Conv2D(strides: Size2D(2), padding: .same, groups: 3)
        let expected = try apply(grouped, [x, kernel.reshaped(to: [3, 2, 1, 6]), bias])
        #expect(try apply(depthwise, [x, kernel, bias]) == expected)
    }

    @Test func `that is separable is a depthwise one and then one of a single pixel`() throws {
        var random = SplitMix64(state: 5)
        let x = Tensor<Double>.random([1, 6, 7, 3], &random)
        let depth = Tensor<Double>.random([3, 3, 3, 2], &random)
        let point = Tensor<Double>.random([1, 1, 6, 4], &random)
        let bias = Tensor<Double>.random([4], &random)
        let between = try apply(DepthwiseConv2D(strides: Size2D(1), padding: .same, dilation: Size2D(2)), [x, depth, nil])
        let expected = try apply(Conv2D(), [between, point, bias])
        #expect(try apply(SeparableConv2D(padding: .same, dilation: Size2D(2)), [x, depth, point, bias]) == expected)
    }

    @Test(
        arguments: [
            // Twice 648 outputs of 18 products each.
            (Conv2D(groups: 2), [[3, 8, 8, 4], [3, 3, 2, 6], [6]], [3, 6, 6, 6], 23_328),
            // Twice 864 outputs of 9.
            (DepthwiseConv2D(), [[3, 8, 8, 4], [3, 3, 4, 2], nil], [3, 6, 6, 8], 15_552),
            // Twice 108 pixels of 72 and then 40.
            (SeparableConv2D(), [[3, 8, 8, 4], [3, 3, 4, 2], [1, 1, 8, 5], nil], [3, 6, 6, 5], 24_192),
            // Twice 108 input pixels of 180.
            (Conv2DTranspose(), [[3, 6, 6, 4], [3, 3, 5, 4], nil], [3, 8, 8, 5], 38_880),
            (Dense(), [[3, 10], [10, 4], [4]], [3, 4], 240),
            (Dense(), [[1 << 40, 10], [10, 1 << 40], nil], [1 << 40, 1 << 40], .max),
        ] as [(any Operator, [[Int]?], [Int], Int)])
    func `and its kin cost two operations for each product`(
        operation: any Operator, inputs: [[Int]?], output: [Int], expected: Int
    ) {
        #expect(operation.operationCount(inputs: inputs, output: output) == expected)
    }
}
