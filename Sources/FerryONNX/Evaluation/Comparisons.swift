internal import FerryCore

/// Functions whose results are true or false.
enum Comparisons {
    static let table: [String: ONNXDefinition] = [
        "Equal": .init { (call) throws(FerryError) in try compare(call, { $0 == $1 }, { $0 == $1 }) },
        "Less": .init { (call) throws(FerryError) in try compare(call, { $0 < $1 }, { $0 < $1 }) },
        "LessOrEqual": .init { (call) throws(FerryError) in try compare(call, { $0 <= $1 }, { $0 <= $1 }) },
        "Greater": .init { (call) throws(FerryError) in try compare(call, { $0 > $1 }, { $0 > $1 }) },
        "GreaterOrEqual": .init { (call) throws(FerryError) in try compare(call, { $0 >= $1 }, { $0 >= $1 }) },
        "And": .init { (call) throws(FerryError) in try combine(call) { $0 && $1 } },
        "Or": .init { (call) throws(FerryError) in try combine(call) { $0 || $1 } },
        "Xor": .init { (call) throws(FerryError) in try combine(call) { $0 != $1 } },
        "IsNaN": .init { (call) throws(FerryError) in
            let x = try call.real(0)
            return [try call.integers(.bool, x.shape) { x.numbers.map { $0.isNaN ? 1 : 0 } }]
        },
    ]

    private static func compare(
        _ call: ONNXCall, _ numbers: (Double, Double) -> Bool, _ integers: (Int, Int) -> Bool
    ) throws(FerryError) -> [ONNXArray] {
        try call.expectInputs(2...2)
        let (x, y) = (try call.input(0), try call.input(1))
        try call.expectOneType([x, y])
        let shape = try call.broadcast([x.shape, y.shape])
        return [
            try call.integers(.bool, shape) {
                zip(x.places(broadcastTo: shape), y.places(broadcastTo: shape)).map { (ofX, ofY) in
                    let holds =
                        x.element.isFloatingPoint
                        ? numbers(x.numbers[ofX], y.numbers[ofY]) : integers(x.integers[ofX], y.integers[ofY])
                    return holds ? 1 : 0
                }
            }
        ]
    }

    private static func combine(_ call: ONNXCall, _ body: (Bool, Bool) -> Bool) throws(FerryError) -> [ONNXArray] {
        for index in 0..<2 where try call.input(index).element != .bool { throw call.wrong(input: index, expected: "bool") }
        return try compare(call, { _, _ in false }, { body($0 != 0, $1 != 0) })
    }
}
