import FerryCore
import Testing

@Suite struct `Pooling` {
    private let image = Tensor<Double>(shape: [1, 3, 3, 1], elements: [1, -2, 3, -4, 5, -6, 7, -8, 9])

    @Test func `takes the largest value or the mean of each window`() throws {
        let (two, one) = (Size2D(2), Size2D(1))
        #expect(try apply(MaxPooling2D(poolSize: two, strides: one), [image]).elements == [5, 5, 7, 9])
        #expect(try apply(AveragePooling2D(poolSize: two, strides: one), [image]).elements == [0, 0, 0, 0])
        #expect(try apply(MaxPooling2D(poolSize: Size2D(height: 3, width: 1), strides: one), [image]).elements == [7, 5, 9])
        let means = try apply(AveragePooling2D(poolSize: Size2D(height: 1, width: 3), strides: one), [image]).elements
        #expect(means.map { $0 * 3 } == [2, -5, 8])
    }

    @Test func `counts only the cells that lie inside the image`() throws {
        let (two, stride) = (Size2D(2), Size2D(2))
        // Windows of 4, 2, 2 and 1 cells: the extra row and column of same padding are at the bottom and the right.
        let means = try apply(AveragePooling2D(poolSize: two, strides: stride, padding: .same), [image])
        #expect(means.elements == [0, -1.5, -0.5, 9])
        let negative = Tensor<Double>(shape: [1, 3, 3, 1], elements: image.elements.map { -abs($0) })
        #expect(try apply(MaxPooling2D(poolSize: two, strides: stride, padding: .same), [negative]).elements == [-1, -3, -7, -9])
        let margins = Padding2D.explicit(Margins2D(top: 1, bottom: 0, left: 1, right: 0))
        let explicit = try apply(AveragePooling2D(poolSize: two, strides: stride, padding: margins), [image])
        #expect(explicit.elements == [1, 0.5, 1.5, 0])
    }

    @Test func `keeps channels and samples apart`() throws {
        let x = Tensor<Double>.counting(2, 2, 2, 3)
        #expect(try apply(MaxPooling2D(poolSize: Size2D(2), strides: Size2D(2)), [x]).elements == [9, 10, 11, 21, 22, 23])
        #expect(try apply(GlobalMaxPooling2D(), [x]) == Tensor(shape: [2, 3], elements: [9, 10, 11, 21, 22, 23]))
        #expect(try apply(GlobalAveragePooling2D(), [x]) == Tensor(shape: [2, 3], elements: [4.5, 5.5, 6.5, 16.5, 17.5, 18.5]))
        #expect(try apply(GlobalAveragePooling2D(keepsDimensions: true), [x]).shape == [2, 1, 1, 3])
        #expect(try apply(GlobalMaxPooling2D(keepsDimensions: true), [x]).shape == [2, 1, 1, 3])
    }

    @Test func `lets a not-a-number win`() throws {
        for position in 0..<4 {
            var x = Tensor<Double>.counting(1, 2, 2, 1)
            x.elements[position] = .nan
            #expect(try apply(MaxPooling2D(poolSize: Size2D(2), strides: Size2D(2)), [x]).elements[0].isNaN)
            #expect(try apply(GlobalMaxPooling2D(), [x]).elements[0].isNaN)
        }
    }
}
