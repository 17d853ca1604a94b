internal import FerryCore
internal import Foundation

/// Functions of several tensors that broadcast to one shape.
enum Arithmetic {
    /// Integers may overflow, or not be divided: nothing then.
    private struct Binary: Sendable {
        let numbers: @Sendable (Double, Double) -> Double
        let integers: @Sendable (Int, Int) -> Int?

        init(_ numbers: @escaping @Sendable (Double, Double) -> Double, _ integers: @escaping @Sendable (Int, Int) -> Int?) {
            self.numbers = numbers
            self.integers = integers
        }
    }

    static let table: [String: ONNXDefinition] = {
        var table: [String: ONNXDefinition] = ["Pow": .init(pow), "Mod": .init(mod), "PRelu": .init(prelu), "Mean": .init(mean)]
        for (name, binary) in binaries {
            table[name] = ONNXDefinition { (call) throws(FerryError) in
                try call.expectInputs(2...2)
                return [try fold(binary, call)]
            }
        }
        for (name, binary) in variadics {
            table[name] = ONNXDefinition { (call) throws(FerryError) in [try fold(binary, call)] }
        }
        return table
    }()

    private static let binaries: [String: Binary] = [
        "Add": Binary({ $0 + $1 }, { checked($0.addingReportingOverflow($1)) }),
        "Sub": Binary({ $0 - $1 }, { checked($0.subtractingReportingOverflow($1)) }),
        "Mul": Binary({ $0 * $1 }, { checked($0.multipliedReportingOverflow(by: $1)) }),
        // Towards zero.
        "Div": Binary({ $0 / $1 }, { checked($0.dividedReportingOverflow(by: $1)) }),
    ]

    private static let variadics: [String: Binary] = [
        "Sum": Binary({ $0 + $1 }, { checked($0.addingReportingOverflow($1)) }),
        "Max": Binary({ $0.isNaN || $0 > $1 ? $0 : $1 }, { max($0, $1) }),
        "Min": Binary({ $0.isNaN || $0 < $1 ? $0 : $1 }, { min($0, $1) }),
    ]

    private static func checked(_ result: (partialValue: Int, overflow: Bool)) -> Int? {
        result.overflow ? nil : result.partialValue
    }

    private static func fold(_ binary: Binary, _ call: ONNXCall) throws(FerryError) -> ONNXArray {
        let arrays = try all(call)
        let shape = try call.broadcast(arrays.map(\.shape))
        let element = arrays[0].element
        guard !element.isFloatingPoint else {
            return try call.numbers(element, shape) {
                let first = arrays[0].places(broadcastTo: shape).map { arrays[0].numbers[$0] }
                return arrays.dropFirst().reduce(first) { sum, array in
                    let numbers = array.numbers
                    return zip(sum, array.places(broadcastTo: shape)).map { binary.numbers($0, numbers[$1]) }
                }
            }
        }
        guard element != .bool else { throw call.wrong(input: 0, expected: "numbers") }
        return try call.integers(element, shape) { () throws(FerryError) in
            var sum = arrays[0].places(broadcastTo: shape).map { arrays[0].integers[$0] }
            for array in arrays.dropFirst() {
                for (index, place) in array.places(broadcastTo: shape).enumerated() {
                    guard let value = binary.integers(sum[index], array.integers[place]) else {
                        throw call.wrong("overflows or divides by 0", found: "\(sum[index]) and \(array.integers[place])")
                    }
                    sum[index] = value
                }
            }
            return sum
        }
    }

    /// All inputs, of which there is at least one and none absent.
    private static func all(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let arrays = call.inputs.compactMap { $0 }
        guard !arrays.isEmpty, arrays.count == call.inputs.count else { throw call.wrong("lacks an input") }
        try call.expectOneType(arrays)
        return arrays
    }

    @Sendable private static func mean(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        _ = try call.real(0)
        let sum = try fold(Binary({ $0 + $1 }, { _, _ in nil }), call)
        let count = Double(call.inputs.count)
        return [try call.numbers(sum.element, sum.shape) { sum.numbers.map { $0 / count } }]
    }

    /// The exponent may be of another type; the result is of the base's.
    @Sendable private static func pow(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        try call.expectInputs(2...2)
        let (base, exponent) = (try call.input(0), try call.input(1))
        guard base.element != .bool, exponent.element != .bool else { throw call.wrong(input: 0, expected: "numbers") }
        let shape = try call.broadcast([base.shape, exponent.shape])
        let powers = { () -> [Double] in
            let (x, y) = (base.widened, exponent.widened)
            return zip(base.places(broadcastTo: shape), exponent.places(broadcastTo: shape)).map { Foundation.pow(x[$0], y[$1]) }
        }
        if base.element.isFloatingPoint { return [try call.numbers(base.element, shape, powers)] }
        return [
            try call.integers(base.element, shape) { () throws(FerryError) in
                let values = powers()
                // Beyond 2^53 a float64 no longer tells integers apart.
                guard values.allSatisfy({ Swift.abs($0) <= 0x1p53 }) else { throw call.wrong("overflows") }
                return values.map { Int($0.rounded(.towardZero)) }
            }
        ]
    }

    /// The remainder has the divisor's sign, or the dividend's where `fmod` is set.
    @Sendable private static func mod(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        try call.expectInputs(2...2)
        let isTruncating = try call.node.integer("fmod", default: 0) != 0
        guard try call.input(0).element.isFloatingPoint == false || isTruncating else {
            throw call.wrong("takes integers unless 'fmod' is set")
        }
        let remainder = Binary(
            { $0.truncatingRemainder(dividingBy: $1) },
            { dividend, divisor in
                guard let rest = checked(dividend.remainderReportingOverflow(dividingBy: divisor)) else { return nil }
                return isTruncating || rest == 0 || (rest < 0) == (divisor < 0) ? rest : rest + divisor
            })
        return [try fold(remainder, call)]
    }

    /// The slope broadcasts to the input, not the input to the slope.
    @Sendable private static func prelu(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.real(0)
        let shape = try call.broadcast([x.shape, try call.real(1).shape])
        guard shape == x.shape else {
            throw call.wrong(input: 1, expected: "a shape that broadcasts to \(x.shape)")
        }
        return [try fold(Binary({ $0 < 0 ? $0 * $1 : $0 }, { _, _ in nil }), call)]
    }
}
