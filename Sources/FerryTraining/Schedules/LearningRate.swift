public import FerryCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How far a step goes, by the number of updates before it.
///
/// Keras `optimizers/schedules/learning_rate_schedule.py`, computed in float32 as there.
public enum LearningRate: Hashable, Sendable {
    case constant(Float)
    /// initial · rate^(iteration / steps); the exponent is rounded down where it goes by stairs.
    case exponentialDecay(initial: Float, steps: Int, rate: Float, isStaircase: Bool)
    /// Down half a cosine to `floor` times where it began; before that up from `initial` to the warm-up's target in equal steps.
    case cosineDecay(initial: Float, steps: Int, floor: Float, warmUp: WarmUp?)
    /// `values[i]` up to and including iteration `boundaries[i]`, and the last value after all of them.
    case piecewiseConstant(boundaries: [Int], values: [Float])

    public struct WarmUp: Hashable, Sendable {
        public var target: Float
        public var steps: Int

        public init(target: Float, steps: Int) { (self.target, self.steps) = (target, steps) }
    }

    /// - Parameter iteration: how many updates there were before.
    public func callAsFunction(_ iteration: Int) -> Float {
        switch self {
        case .constant(let rate): return rate
        case .exponentialDecay(let initial, let steps, let rate, let isStaircase):
            let part = Float(iteration) / Float(steps)
            return initial * powf(rate, isStaircase ? part.rounded(.down) : part)
        case .cosineDecay(let initial, let steps, let floor, let warmUp):
            guard let warmUp else { return Self.cosine(from: initial, iteration, of: steps, floor) }
            if iteration < warmUp.steps {
                return (warmUp.target - initial) * (Float(iteration) / Float(warmUp.steps)) + initial
            }
            return Self.cosine(from: warmUp.target, iteration - warmUp.steps, of: steps, floor)
        case .piecewiseConstant(let boundaries, let values):
            return values[boundaries.firstIndex { iteration <= $0 } ?? boundaries.count]
        }
    }

    private static func cosine(from start: Float, _ iteration: Int, of steps: Int, _ floor: Float) -> Float {
        let part = Float(min(iteration, steps)) / Float(steps)
        // 1 − floor is taken in float64 and rounded once, as Python does it.
        return start * (Float(1 - decimal(floor)) * (0.5 * (1 + cosf(.pi * part))) + floor)
    }
}

extension LearningRate {
    /// Reads a number or a schedule as Keras writes it.
    ///
    /// - Throws: `malformed`; `unsupported` where Ferry has no such schedule.
    public init(_ json: JSONValue) throws(FerryError) {
        if json.double != nil {
            self = .constant(try Self.number(json, "learning_rate"))
            return
        }
        let settings = json["config"] ?? .null
        func number(_ name: String, default value: Double? = nil) throws(FerryError) -> Float {
            if let value, settings[name].map(\.isNull) ?? true { return Float(value) }
            return try Self.number(settings[name] ?? .null, name)
        }
        func steps(_ name: String) throws(FerryError) -> Int {
            guard let steps = settings[name]?.integer, steps > 0 else {
                throw Self.malformed(name, settings[name], expected: "a whole number above 0")
            }
            return steps
        }
        switch json["class_name"]?.string {
        case "ExponentialDecay":
            self = .exponentialDecay(
                initial: try number("initial_learning_rate"), steps: try steps("decay_steps"), rate: try number("decay_rate"),
                isStaircase: settings["staircase"]?.bool ?? false)
        case "CosineDecay":
            let hasWarmUp = settings["warmup_target"].map { !$0.isNull } ?? false
            let warmUp: WarmUp? =
                if hasWarmUp { WarmUp(target: try number("warmup_target"), steps: try steps("warmup_steps")) } else { nil }
            self = .cosineDecay(
                initial: try number("initial_learning_rate"), steps: try steps("decay_steps"),
                floor: try number("alpha", default: 0), warmUp: warmUp)
        case "PiecewiseConstantDecay":
            let boundaries = settings["boundaries"]?.array?.compactMap(\.integer) ?? []
            let values = settings["values"]?.array?.compactMap(\.double).map { Float($0) } ?? []
            guard values.count == boundaries.count + 1, boundaries == boundaries.sorted() else {
                throw Self.malformed("boundaries", settings["boundaries"], expected: "rising, and one fewer than values")
            }
            self = .piecewiseConstant(boundaries: boundaries, values: values)
        default:
            throw FerryError(
                .unsupported, "the learning rate follows a schedule that Ferry does not know",
                expected: "ExponentialDecay, CosineDecay, PiecewiseConstantDecay",
                found: json["class_name"]?.string ?? json.kind, at: Location(field: "optimizer.learning_rate"),
                remedy: "give --learning-rate")
        }
    }

    /// As Keras writes it.
    public var json: JSONValue {
        switch self {
        case .constant(let rate): return .number(decimal(rate))
        case .exponentialDecay(let initial, let steps, let rate, let isStaircase):
            return Self.schedule(
                "ExponentialDecay",
                [
                    "initial_learning_rate": .number(decimal(initial)), "decay_steps": .integer(steps),
                    "decay_rate": .number(decimal(rate)), "staircase": .bool(isStaircase),
                ])
        case .cosineDecay(let initial, let steps, let floor, let warmUp):
            return Self.schedule(
                "CosineDecay",
                [
                    "initial_learning_rate": .number(decimal(initial)), "decay_steps": .integer(steps),
                    "alpha": .number(decimal(floor)), "warmup_target": warmUp.map { .number(decimal($0.target)) } ?? .null,
                    "warmup_steps": .integer(warmUp?.steps ?? 0),
                ])
        case .piecewiseConstant(let boundaries, let values):
            return Self.schedule(
                "PiecewiseConstantDecay",
                [
                    "boundaries": .array(boundaries.map { .integer($0) }),
                    "values": .array(values.map { .number(decimal($0)) }),
                ])
        }
    }

    private static func schedule(_ name: String, _ settings: JSONValue) -> JSONValue {
        ["module": "keras.optimizers.schedules", "class_name": .string(name), "config": settings, "registered_name": nil]
    }

    private static func number(_ value: JSONValue, _ name: String) throws(FerryError) -> Float {
        guard let number = value.double, number >= 0, number.isFinite else {
            throw malformed(name, value, expected: "a number of at least 0")
        }
        return Float(number)
    }

    private static func malformed(_ name: String, _ found: JSONValue?, expected: String) -> FerryError {
        FerryError(
            .malformed, "the learning rate has a \(name) that makes no sense", expected: expected, found: found?.text(),
            at: Location(field: "optimizer.learning_rate.\(name)"))
    }
}
