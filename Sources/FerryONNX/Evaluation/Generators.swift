internal import FerryCore

/// Operators that make a tensor of nothing but numbers.
enum Generators {
    static let table: [String: ONNXDefinition] = [
        "Constant": .init(constant), "ConstantOfShape": .init(constantOfShape), "Range": .init(range),
    ]

    @Sendable private static func constant(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        guard let attribute = call.node.attributes.first, call.node.attributes.count == 1 else {
            throw call.wrong("holds no single value")
        }
        switch (attribute.name, attribute.value) {
        case ("value", .tensor(let place)): return [try tensor(place, call)]
        case ("value_float", .number(let number)): return [ONNXArray(shape: [], numbers: [number])]
        case ("value_floats", .numbers(let numbers)): return [ONNXArray(shape: [numbers.count], numbers: numbers)]
        case ("value_int", .integer(let integer)): return [ONNXArray(shape: [], integers: [integer])]
        case ("value_ints", .integers(let integers)): return [ONNXArray(shape: [integers.count], integers: integers)]
        default: throw call.unsupported("a value of this kind")
        }
    }

    private static func tensor(_ place: Int, _ call: ONNXCall) throws(FerryError) -> ONNXArray {
        guard call.constants.indices.contains(place) else { throw call.unsupported("a value that is not at hand") }
        return try ONNXArray(call.constants[place].source, limit: call.limit)
    }

    @Sendable private static func constantOfShape(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        guard let shape = try call.integers(0), call.optional(0)?.rank == 1 else {
            throw call.wrong(input: 0, expected: "a list of sizes")
        }
        var value = ONNXArray(shape: [1], numbers: [0])
        switch call.node["value"] {
        case nil: break
        case .tensor(let place)?: value = try tensor(place, call)
        default: throw .attribute("value", of: call.node, expected: "a tensor")
        }
        guard value.count == 1 else { throw call.wrong("has more than one value", found: "\(value.shape)") }
        return [try call.picking(value, shape) { [Int](repeating: 0, count: shape.elementCount) }]
    }

    @Sendable private static func range(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        try call.expectInputs(3...3)
        let inputs = [try call.input(0), try call.input(1), try call.input(2)]
        try call.expectOneType(inputs)
        guard inputs.allSatisfy(\.isScalar) else { throw call.wrong("has a bound that is no scalar") }
        if inputs[0].element.isFloatingPoint { return [try realRange(inputs[0].element, call)] }
        var bounds: [Int] = []
        for index in 0..<3 { bounds.append(try call.integers(index)?.first ?? 0) }
        let (span, overflow) = bounds[1].subtractingReportingOverflow(bounds[0])
        guard bounds[2] != 0, !overflow, span != .min else { throw call.wrong("has wrong bounds", found: "\(bounds)") }
        let count = span.signum() == bounds[2].signum() ? (span.magnitude - 1) / bounds[2].magnitude + 1 : 0
        try call.check([Int(clamping: count)])
        return [
            try call.integers(inputs[0].element, [Int(count)]) { (0..<Int(count)).map { bounds[0] + $0 * bounds[2] } }
        ]
    }

    private static func realRange(_ element: ElementType, _ call: ONNXCall) throws(FerryError) -> ONNXArray {
        var bounds: [Double] = []
        for index in 0..<3 { bounds.append(try call.numbers(index)?.first ?? 0) }
        let count = ((bounds[1] - bounds[0]) / bounds[2]).rounded(.up)
        guard bounds[2] != 0, count.isFinite else { throw call.wrong("has wrong bounds", found: "\(bounds)") }
        let size = Int(exactly: min(max(count, 0), 1e15)) ?? 0
        return try call.numbers(element, [size]) { (0..<size).map { bounds[0] + Double($0) * bounds[2] } }
    }
}
