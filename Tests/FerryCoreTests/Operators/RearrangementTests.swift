import FerryCore
import Testing

@Suite struct `Rearranging` {
    @Test func `lays out and reshapes in row-major order`() throws {
        let x = Tensor<Double>.counting(2, 2, 3, 2)
        #expect(try apply(Flatten(), [x]) == x.reshaped(to: [2, 12]))
        #expect(try apply(Flatten(), [.counting(3)]).shape == [3, 1])
        #expect(try apply(Reshape(shape: [4, -1]), [x]) == x.reshaped(to: [2, 4, 3]))
        #expect(try apply(Reshape(shape: [12]), [x]) == x.reshaped(to: [2, 12]))
        #expect(try apply(Reshape(shape: []), [.counting(3, 1)]).shape == [3])
    }

    @Test func `permutes axes`() throws {
        let y = try apply(Transpose(permutation: [1, 0]), [.counting(2, 3)])
        #expect(y == Tensor(shape: [3, 2], elements: [0, 3, 1, 4, 2, 5]))
        var random = SplitMix64(state: 11)
        let x = Tensor<Double>.random([2, 3, 4, 5], &random)
        let turned = try apply(Transpose(permutation: [0, 3, 1, 2]), [x])
        for sample in 0..<2 {
            for row in 0..<3 {
                for column in 0..<4 {
                    for channel in 0..<5 { #expect(turned[sample, channel, row, column] == x[sample, row, column, channel]) }
                }
            }
        }
        #expect(try apply(Transpose(permutation: [0, 2, 3, 1]), [turned]) == x)
    }

    @Test func `adds and removes margins`() throws {
        let margins = Margins2D(top: 1, bottom: 0, left: 0, right: 2)
        let x = Tensor<Double>(shape: [1, 2, 1, 2], elements: [1, 2, 3, 4])
        let padded = try apply(ZeroPadding2D(margins: margins), [x])
        #expect(padded.shape == [1, 3, 3, 2])
        #expect(padded.elements == [0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0])
        #expect(try apply(Cropping2D(margins: margins), [padded]) == x)
        let cropped = try apply(Cropping2D(margins: Margins2D(top: 1, bottom: 1, left: 2, right: 0)), [.counting(1, 3, 3, 1)])
        #expect(cropped.elements == [5])
    }

    @Test func `repeats pixels`() throws {
        let x = Tensor<Double>(shape: [1, 1, 2, 2], elements: [1, 2, 3, 4])
        let y = try apply(UpSampling2D(factors: Size2D(height: 2, width: 3)), [x])
        #expect(y.shape == [1, 2, 6, 2])
        #expect(y.elements == Array(repeatElement([1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4], count: 2).joined()))
    }

    @Test func `interpolates between the centres of pixels, and holds the border`() throws {
        let upsampling = UpSampling2D(factors: Size2D(height: 1, width: 4), interpolation: .bilinear)
        let y = try apply(upsampling, [Tensor(shape: [1, 1, 2, 1], elements: [0, 8])])
        #expect(y.elements == [0, 0, 1, 3, 5, 7, 8, 8])
        // A plane stays a plane away from the border: 2 rows of slope 3 and 2 columns of slope 1, at quarter steps.
        let both = UpSampling2D(factors: Size2D(2), interpolation: .bilinear)
        let plane = try apply(both, [Tensor(shape: [1, 2, 2, 1], elements: [0, 1, 3, 4])])
        #expect(plane.elements == [0, 0.25, 0.75, 1, 0.75, 1, 1.5, 1.75, 2.25, 2.5, 3, 3.25, 3, 3.25, 3.75, 4])
        let same = UpSampling2D(factors: Size2D(1), interpolation: .bilinear)
        #expect(try apply(same, [.counting(2, 3, 2, 2)]) == .counting(2, 3, 2, 2))
    }
}
