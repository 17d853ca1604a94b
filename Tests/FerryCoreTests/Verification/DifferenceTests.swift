import FerryCore
import Testing

@Suite struct `The difference of two tensors` {
    @Test func `is the largest distance, where it occurs, and relative to the reference`() {
        let reference = Tensor<Float>(shape: [2, 2], elements: [1, -4, 2, 0])
        let candidate = Tensor<Float>(shape: [2, 2], elements: [1, -4, 2.5, 0.25])
        let difference = Difference(candidate, from: reference)
        #expect(difference.largest == 0.5)
        #expect(difference.index == [1, 0])
        #expect(difference.relative == 0.125)
        #expect(difference.rootMeanSquare == (0.3125 / 4).squareRoot())
    }

    @Test(arguments: [
        (Double.nan, 1.0, Double.infinity), (1, .nan, .infinity), (.nan, .nan, 0), (.infinity, .infinity, 0),
        (.infinity, -.infinity, .infinity), (.infinity, 1, .infinity), (0.0, -0.0, 0),
    ])
    func `of values that are no numbers is infinite unless both are the same`(found: Double, expected: Double, distance: Double) {
        let difference = Difference(Tensor(shape: [1], elements: [found]), from: Tensor(shape: [1], elements: [expected]))
        #expect(difference.largest == distance)
    }

    @Test func `of empty tensors is zero`() {
        let empty = Tensor<Float>(shape: [0, 3], elements: [])
        #expect(Difference(empty, from: empty).largest == 0)
    }

    @Test(arguments: [
        (0.0, "0"), (4.14e-7, "4.1e-07"), (9.96, "1.0e+01"), (-1.25e100, "-1.3e+100"), (.infinity, "inf"), (.nan, "nan"),
    ])
    func `prints in two digits`(value: Double, text: String) {
        #expect(value.short == text)
    }
}
