package import FerryCore

/// An optimizer's settings as Keras writes them.
public struct OptimizerConfiguration: Sendable {
    private let settings: JSONObject
    private let optimizer: String

    /// Settings that change the arithmetic in ways that Ferry does not follow, unless they are absent or off.
    private static let refused = [
        "clipnorm", "global_clipnorm", "use_ema", "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps",
    ]

    /// - Throws: `unsupported`, all at once, where settings ask for what Ferry does not do.
    package init(_ settings: JSONObject, optimizer: String) throws(FerryError) {
        (self.settings, self.optimizer) = (settings, optimizer)
        let problems = Self.refused.filter { Self.isOn(settings[$0]) }.map { name in
            FerryError(
                .unsupported, "the optimizer \(optimizer) uses \(name), which Ferry does not do", expected: "no \(name)",
                found: settings[name].map { $0.text() }, at: Location(field: "optimizer.\(name)"),
                remedy: "choose another optimizer with --optimizer")
        }
        if let problem = FerryError.all(problems) { throw problem }
    }

    private static func isOn(_ value: JSONValue?) -> Bool {
        guard let value else { return false }
        return value != .null && value != .bool(false)
    }

    /// - Throws: `malformed` where the setting is no number in the range.
    func number(_ name: String, _ range: ClosedRange<Double>, default defaultValue: Double) throws(FerryError) -> Double {
        guard let value = settings[name], !value.isNull else { return defaultValue }
        guard let number = value.double, range.contains(number) else {
            throw malformed(name, "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// - Throws: `malformed` where the setting is no boolean.
    func flag(_ name: String) throws(FerryError) -> Bool {
        guard let value = settings[name], !value.isNull else { return false }
        guard let flag = value.bool else { throw malformed(name, "true or false") }
        return flag
    }

    func learningRate(default defaultValue: Float) throws(FerryError) -> LearningRate {
        // Early versions of Keras 2 call it `lr`.
        guard let value = settings["learning_rate"] ?? settings["lr"] else { return .constant(defaultValue) }
        return try LearningRate(value)
    }

    /// Weight decay and clipping.
    func limits(weightDecay: Double = 0) throws(FerryError) -> UpdateLimits {
        let clip = try number("clipvalue", 0...Double.greatestFiniteMagnitude, default: 0)
        return UpdateLimits(
            weightDecay: Float(try number("weight_decay", 0...Double.greatestFiniteMagnitude, default: weightDecay)),
            clipValue: clip == 0 ? .infinity : Float(clip))
    }

    private func malformed(_ name: String, _ expected: String) -> FerryError {
        FerryError(
            .malformed, "the optimizer \(optimizer) has a \(name) that makes no sense", expected: expected,
            found: settings[name].map { $0.text() }, at: Location(field: "optimizer.\(name)"))
    }
}

extension UpdateLimits {
    /// As Keras writes them.
    func write(to configuration: inout JSONObject) {
        configuration["weight_decay"] = weightDecay == 0 ? .null : .number(decimal(weightDecay))
        configuration["clipvalue"] = clipValue.isFinite ? .number(decimal(clipValue)) : .null
    }
}

/// The shortest decimal number that rounds to this one: 0.001, and not the 0.0010000000474974513 of its exact value.
func decimal(_ number: Float) -> Double { Double("\(number)") ?? Double(number) }
