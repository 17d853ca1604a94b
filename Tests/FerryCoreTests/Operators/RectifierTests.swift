import FerryCore
import Testing

@Suite struct `A rectifier` {
    private static let x = Tensor<Double>.row(-8, -1, 0, 0.5, 1, 2, 4, 100)

    /// Outputs of Keras 3.15.1, which are exact here.
    @Test(
        arguments: [
            (ReLU(), [0, 0, 0, 0.5, 1, 2, 4, 100]),
            (ReLU(maximum: 3), [0, 0, 0, 0.5, 1, 2, 3, 3]),
            (ReLU(negativeSlope: 0.25), [-2, -0.25, 0, 0.5, 1, 2, 4, 100]),
            (ReLU(threshold: 1), [0, 0, 0, 0, 0, 2, 4, 100]),
            (ReLU(maximum: 3, negativeSlope: 0.25, threshold: 1), [-2.25, -0.5, -0.25, -0.125, 0, 2, 3, 3]),
            (LeakyReLU(negativeSlope: 0.5), [-4, -0.5, 0, 0.5, 1, 2, 4, 100]),
        ] as [(any Operator, [Double])])
    func `is a line above its threshold and another below`(operation: any Operator, expected: [Double]) throws {
        #expect(try apply(operation, [Self.x]).elements == expected)
    }

    @Test func `with trained slopes has one for each place, or one that repeats`() throws {
        let x = Tensor<Double>(shape: [2, 2, 2], elements: [-1, -2, 3, -4, -5, 6, -7, -8])
        let each = Tensor<Double>(shape: [2, 2], elements: [1, 2, 3, 4])
        #expect(try apply(PReLU(), [x, each]).elements == [-1, -4, 3, -16, -5, 6, -21, -32])
        let shared = Tensor<Double>(shape: [1, 2], elements: [0.5, 10])
        #expect(try apply(PReLU(), [x, shared]).elements == [-0.5, -20, 3, -40, -2.5, 6, -3.5, -80])
    }

    @Test func `that is exponential levels off at -alpha`() throws {
        let y = try apply(ELU(alpha: 2), [.row(-1000, -1e-12, 0, 3)])
        #expect(y.elements[0] == -2 && y.elements[2] == 0 && y.elements[3] == 3)
        #expect(abs(y.elements[1] + 2e-12) < 1e-23)
    }

    @Test(arguments: [ReLU(maximum: 6), LeakyReLU(negativeSlope: 0.1), ELU()] as [any Operator])
    func `passes a not-a-number on and takes infinities`(operation: any Operator) throws {
        let y = try apply(operation, [.row(.nan, .infinity, -.infinity)])
        #expect(y.elements[0].isNaN)
        #expect(!y.elements[1].isNaN && !y.elements[2].isNaN)
    }
}
