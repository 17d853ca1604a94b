import FerryCore
import Testing

@testable import FerryONNX

@Suite struct `The evaluator of ONNX nodes` {
    static let cases =
        EvaluationCase.shapes + EvaluationCase.movements + EvaluationCase.arithmetic + EvaluationCase.reductions
        + EvaluationCase.products + EvaluationCase.windows + EvaluationCase.images

    @Test(arguments: cases)
    func `computes what ONNX defines`(_ case: EvaluationCase) throws {
        let outputs = try ONNXEvaluator.evaluate(`case`.node, `case`.inputs, opset: 21)
        #expect(outputs.map(\.shape) == `case`.outputs.map(\.shape))
        #expect(outputs.map(\.element) == `case`.outputs.map(\.element))
        for (found, expected) in zip(outputs, `case`.outputs) {
            #expect(found.integers == expected.integers)
            #expect(found.numbers.count == expected.numbers.count)
            for (number, wanted) in zip(found.numbers, expected.numbers) {
                #expect(abs(number - wanted) <= 1e-12 * max(1, abs(wanted)) || number == wanted || number.isNaN && wanted.isNaN)
            }
        }
    }

    /// Values of a shape that are not known leave the shape known.
    @Test(arguments: cases)
    func `knows shapes where it knows no values`(_ case: EvaluationCase) throws {
        let inputs = `case`.inputs.map { input in
            input.map { $0.element.isFloatingPoint ? ONNXArray($0.element, shape: $0.shape) : $0 }
        }
        do {
            let outputs = try ONNXEvaluator.evaluate(`case`.node, inputs, opset: 21)
            #expect(outputs.map(\.shape) == `case`.outputs.map(\.shape))
            #expect(outputs.map(\.element) == `case`.outputs.map(\.element))
        } catch {
            #expect(error.code == .unsupported && error.problem.contains("depends on the values"), "\(error)")
        }
    }

    @Test func `rounds results to their type`() throws {
        let node = ONNXNode(name: "n", opType: "Div", inputs: ["a", "b"], outputs: ["y"])
        let one = ONNXArray(.float32, shape: [], numbers: [1])
        let three = ONNXArray(.float32, shape: [], numbers: [3])
        #expect(try ONNXEvaluator.evaluate(node, [one, three], opset: 21)[0].numbers == [Double(Float(1) / 3)])
    }

    @Test(arguments: [
        (ElementType.float16, 2049.0, 2048.0), (.float16, 2051, 2052), (.float16, 65520, .infinity),
        (.float16, 3e-8, 0x1p-24 * 1),
        (.bfloat16, 257, 256), (.bfloat16, 259, 260), (.float32, 16_777_217, 16_777_216),
    ])
    func `rounds to nearest, ties to even`(_ element: ElementType, _ value: Double, _ rounded: Double) {
        #expect(element.rounding(value) == rounded)
    }

    @Test(arguments: [ElementType.float16, .bfloat16, .float32, .float64])
    func `numbers pass through a tensor's bytes`(_ element: ElementType) throws {
        let numbers = [0, -0.0, 1, -2.5, 0x1p-14, 0x1p-24, 0x1.8p-16, 65504, .infinity, -.infinity].map(element.rounding)
        let array = ONNXArray(element, shape: [numbers.count], numbers: numbers)
        #expect(try ONNXArray(array.source, limit: 100) == array)
    }

    @Test(arguments: [ElementType.bool, .int8, .uint8, .int16, .uint16, .int32, .uint32, .int64, .uint64])
    func `integers pass through a tensor's bytes`(_ element: ElementType) throws {
        let range = try #require(element.integerRange)
        let array = ONNXArray(element, shape: [3], integers: [range.lowerBound, 1, range.upperBound])
        #expect(try ONNXArray(array.source, limit: 3) == array)
        #expect(throws: FerryError.self) { try ONNXArray(array.source, limit: 2) }
    }
}
