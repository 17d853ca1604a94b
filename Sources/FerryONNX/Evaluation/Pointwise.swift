internal import FerryCore
internal import Foundation

/// Functions of one tensor, element by element.
enum Pointwise {
    private typealias Function = @Sendable (Double) -> Double
    private typealias Parametric = @Sendable (ONNXNode) throws(FerryError) -> Function

    static let table: [String: ONNXDefinition] = {
        var table: [String: ONNXDefinition] = [
            "Clip": .init(clip), "Not": .init(not), "Abs": .init(abs), "Neg": .init(negate), "Sign": .init(sign),
            "Relu": .init(relu),
        ]
        for (name, function) in plain {
            table[name] = ONNXDefinition { (call) throws(FerryError) in [try apply(function, call)] }
        }
        for (name, parametric) in parametric {
            table[name] = ONNXDefinition { (call) throws(FerryError) in [try apply(try parametric(call.node), call)] }
        }
        return table
    }()

    private static let plain: [String: Function] = [
        "Sqrt": { $0.squareRoot() }, "Exp": { exp($0) }, "Log": { log($0) }, "Reciprocal": { 1 / $0 }, "Erf": { erf($0) },
        "Floor": { $0.rounded(.down) }, "Ceil": { $0.rounded(.up) }, "Round": { $0.rounded(.toNearestOrEven) },
        "Sigmoid": { sigmoid($0) }, "Tanh": { tanh($0) }, "Softplus": { max($0, 0) + log1p(exp(-Swift.abs($0))) },
        "Softsign": { $0 / (1 + Swift.abs($0)) }, "HardSwish": { $0 * clamp($0 / 6 + 0.5) },
        "Mish": { $0 * tanh(max($0, 0) + log1p(exp(-Swift.abs($0)))) },
        "Sin": { sin($0) }, "Cos": { cos($0) }, "Tan": { tan($0) }, "Asin": { asin($0) }, "Acos": { acos($0) },
        "Atan": { atan($0) }, "Sinh": { sinh($0) }, "Cosh": { cosh($0) }, "Asinh": { asinh($0) }, "Acosh": { acosh($0) },
        "Atanh": { atanh($0) },
    ]

    private static let parametric: [String: Parametric] = [
        "LeakyRelu": { (node) throws(FerryError) in
            let alpha = try node.number("alpha", default: 0.01)
            return { $0 < 0 ? alpha * $0 : $0 }
        },
        "Elu": { (node) throws(FerryError) in
            let alpha = try node.number("alpha", default: 1)
            return { $0 < 0 ? alpha * expm1($0) : $0 }
        },
        "Celu": { (node) throws(FerryError) in
            let alpha = try node.number("alpha", default: 1)
            return { max($0, 0) + min(0, alpha * expm1($0 / alpha)) }
        },
        "Selu": { (node) throws(FerryError) in
            let alpha = try node.number("alpha", default: 1.67326319217681884765625)
            let gamma = try node.number("gamma", default: 1.05070102214813232421875)
            return { gamma * ($0 > 0 ? $0 : alpha * expm1($0)) }
        },
        "HardSigmoid": { (node) throws(FerryError) in
            let (alpha, beta) = (try node.number("alpha", default: 0.2), try node.number("beta", default: 0.5))
            return { clamp(alpha * $0 + beta) }
        },
        "ThresholdedRelu": { (node) throws(FerryError) in
            let alpha = try node.number("alpha", default: 1)
            return { $0 > alpha ? $0 : 0 }
        },
        "Swish": { (node) throws(FerryError) in
            let alpha = try node.number("alpha", default: 1)
            return { $0 * sigmoid(alpha * $0) }
        },
        "Gelu": { (node) throws(FerryError) in
            switch try node.text("approximate", default: "none") {
            case "none": return { 0.5 * $0 * (1 + erf($0 / 2.0.squareRoot())) }
            case "tanh": return { 0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) }
            default: throw .attribute("approximate", of: node, expected: "none or tanh")
            }
        },
    ]

    private static func apply(_ function: Function, _ call: ONNXCall) throws(FerryError) -> ONNXArray {
        try call.expectInputs(1...1)
        let x = try call.real(0)
        return try call.numbers(x.element, x.shape) { x.numbers.map(function) }
    }

    private static func clamp(_ value: Double) -> Double { min(max(value, 0), 1) }

    private static func sigmoid(_ value: Double) -> Double {
        // exp of a large number is infinite, of a small one 0: either form is right on its side.
        value < 0 ? exp(value) / (1 + exp(value)) : 1 / (1 + exp(-value))
    }

    /// A function that integers have too; nothing where the result is beyond `Int`.
    private static func apply(
        _ call: ONNXCall, _ function: (Double) -> Double, integers: (Int) -> Int?
    ) throws(FerryError) -> [ONNXArray] {
        try call.expectInputs(1...1)
        let x = try call.input(0)
        if x.element.isFloatingPoint { return [try call.numbers(x.element, x.shape) { x.numbers.map(function) }] }
        return [
            try call.integers(x.element, x.shape) { () throws(FerryError) in
                let values = x.integers.compactMap(integers)
                guard values.count == x.count else { throw call.wrong("overflows \(x.element.rawValue)") }
                return values
            }
        ]
    }

    @Sendable private static func abs(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        try apply(call, { Swift.abs($0) }, integers: { Int(exactly: $0.magnitude) })
    }

    @Sendable private static func negate(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        try apply(call, { -$0 }, integers: { $0 == .min ? nil : -$0 })
    }

    @Sendable private static func sign(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        try apply(call, { $0 == 0 || $0.isNaN ? $0 : $0 < 0 ? -1 : 1 }, integers: { $0.signum() })
    }

    @Sendable private static func relu(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        try apply(call, { $0 < 0 ? 0 : $0 }, integers: { max($0, 0) })
    }

    @Sendable private static func not(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        guard x.element == .bool else { throw call.wrong(input: 0, expected: "bool") }
        return [try call.integers(.bool, x.shape) { x.integers.map { 1 - $0 } }]
    }

    /// The larger bound wins where they cross, as ONNX has it: Min of Max.
    @Sendable private static func clip(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        try call.expectInputs(1...3)
        let x = try call.input(0)
        for index in 1...2 {
            guard let bound = call.optional(index) else { continue }
            guard bound.isScalar, bound.element == x.element else { throw call.wrong(input: index, expected: "a scalar") }
        }
        let (low, high) = (call.optional(1), call.optional(2))
        if x.element.isFloatingPoint {
            return [
                try call.numbers(x.element, x.shape) {
                    let (low, high) = (low?.numbers.first ?? -.infinity, high?.numbers.first ?? .infinity)
                    return x.numbers.map { $0.isNaN ? $0 : min(max($0, low), high) }
                }
            ]
        }
        return [
            try call.integers(x.element, x.shape) {
                let (low, high) = (low?.integers.first ?? .min, high?.integers.first ?? .max)
                return x.integers.map { min(max($0, low), high) }
            }
        ]
    }
}
