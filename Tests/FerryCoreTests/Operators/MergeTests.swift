import FerryCore
import Testing

@Suite struct `Merging` {
    private static let left = Tensor<Double>(shape: [2, 2], elements: [1, -2, 3, 4])
    private static let right = Tensor<Double>(shape: [2, 2], elements: [5, -6, -7, 0])

    @Test(
        arguments: [
            (Add(), [6, -8, -4, 4]), (Subtract(), [-4, 4, 10, 4]), (Multiply(), [5, 12, -21, 0]), (Average(), [3, -4, -2, 2]),
            (Maximum(), [5, -2, 3, 4]), (Minimum(), [1, -6, -7, 0]),
        ] as [(any Operator, [Double])])
    func `combines element by element`(operation: any Operator, expected: [Double]) throws {
        #expect(try apply(operation, [Self.left, Self.right]).elements == expected)
    }

    /// The third input, a row, repeats.
    @Test(
        arguments: [
            (Add(), [9, -2, -1, 10]), (Multiply(), [15, 72, -63, 0]), (Average(), [3, -2 / 3.0, -1 / 3.0, 10 / 3.0]),
            (Maximum(), [5, 6, 3, 6]), (Minimum(), [1, -6, -7, 0]),
        ] as [(any Operator, [Double])])
    func `takes any number of inputs`(operation: any Operator, expected: [Double]) throws {
        #expect(try apply(operation, [Self.left, Self.right, .row(3, 6)]).elements == expected)
        #expect(try apply(operation, [Self.left]) == Self.left)
    }

    @Test func `repeats axes of size 1 and axes that are missing`() throws {
        let column = Tensor<Double>(shape: [2, 1], elements: [10, 20])
        let row = Tensor<Double>(shape: [3], elements: [1, 2, 3])
        #expect(try apply(Add(), [column, row]) == Tensor(shape: [2, 3], elements: [11, 12, 13, 21, 22, 23]))
        #expect(try apply(Subtract(), [row, column]) == Tensor(shape: [2, 3], elements: [-9, -8, -7, -19, -18, -17]))
        let powers = Tensor<Double>(shape: [2, 1, 2, 1], elements: [1, 10, 100, 1000])
        let block = try apply(Multiply(), [.counting(2, 2, 1, 3), powers])
        #expect(block.shape == [2, 2, 2, 3])
        #expect(block.elements.suffix(6) == [900, 1000, 1100, 9000, 10000, 11000])
    }

    @Test func `keeps the symbol of the batch beside sizes of 1`() throws {
        let batch = TensorType([.batch, 4, 4, 8])
        #expect(try Multiply().outputType(for: [batch, TensorType([.batch, 1, 1, 8])]) == batch)
        #expect(try Multiply().outputType(for: [TensorType([8]), batch]) == batch)
        let others = TensorType([3, 4, 4, 8])
        #expect(throws: FerryError.self) { try Add().outputType(for: [batch, others]) }
    }

    @Test func `passes a not-a-number on from either side`() throws {
        for operation in [Maximum(), Minimum()] as [any Operator] {
            let y = try apply(operation, [.row(.nan, 1), .row(1, .nan)])
            #expect(y.elements.allSatisfy { $0.isNaN }, "\(operation)")
        }
    }

    @Test(
        arguments: [
            (0, [2, 1, 2], [0, 1, 0, 1]), (1, [1, 2, 2], [0, 1, 0, 1]), (2, [1, 1, 4], [0, 1, 0, 1]),
            (-1, [1, 1, 4], [0, 1, 0, 1]),
        ] as [(Int, [Int], [Double])])
    func `by joining lengthens one axis`(axis: Int, shape: [Int], elements: [Double]) throws {
        let x = Tensor<Double>.counting(1, 1, 2)
        #expect(try apply(Concatenate(axis: axis), [x, x]) == Tensor(shape: shape, elements: elements))
    }

    @Test func `by joining interleaves where axes before it are longer than 1`() throws {
        let other = Tensor<Double>(shape: [2, 1], elements: [10, 20])
        let y = try apply(Concatenate(axis: 1), [.counting(2, 2), other, .counting(2, 2)])
        #expect(y == Tensor(shape: [2, 5], elements: [0, 1, 10, 0, 1, 2, 3, 20, 2, 3]))
    }
}
