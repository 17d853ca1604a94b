public import FerryCore

extension KerasConfiguration {
    /// A whole number.
    ///
    /// - Parameter fallback: Keras's default; nothing where the key has to be there.
    public mutating func integer(
        _ key: String, default fallback: Int? = nil, in range: ClosedRange<Int> = 1...KerasConfiguration.largestSize
    ) -> Int {
        guard let value = value(key) else {
            if fallback == nil { noteMissing(key, "a whole number") }
            return fallback ?? range.lowerBound
        }
        guard let integer = value.integer, range.contains(integer) else {
            noteInvalid(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
            return fallback ?? range.lowerBound
        }
        return integer
    }

    /// The largest size, stride or count that Ferry takes from a file.
    public static var largestSize: Int { KerasLimits.size }

    public mutating func flag(_ key: String, default fallback: Bool) -> Bool {
        guard let value = value(key) else { return fallback }
        guard let flag = value.bool else {
            noteInvalid(key, "true or false")
            return fallback
        }
        return flag
    }

    /// A finite number.
    public mutating func number(_ key: String, default fallback: Double? = nil) -> Double {
        if fallback == nil, !has(key) { noteMissing(key, "a number") }
        return optionalNumber(key) ?? fallback ?? 0
    }

    /// A finite number, or nothing where the key is null or absent.
    public mutating func optionalNumber(_ key: String) -> Double? {
        guard let value = value(key) else { return nil }
        guard let number = value.double, number.isFinite else {
            noteInvalid(key, "a finite number")
            return nil
        }
        return number
    }

    /// Numbers in a list, however nested, or a single one; nothing where the key is null or absent. Keras writes NumPy arrays
    /// and tensors as objects around such a list.
    public mutating func numbers(_ key: String) -> [Double]? {
        guard var value = value(key) else { return nil }
        if let name = value["class_name"]?.string, name == "__numpy__" || name == "__tensor__",
            let inner = value["config"]?["value"]
        {
            value = inner
        }
        guard let numbers = value.flattenedNumbers, !numbers.isEmpty, numbers.allSatisfy(\.isFinite) else {
            noteInvalid(key, "a finite number or a list of them")
            return nil
        }
        return numbers
    }

    /// Whole numbers in a list, or a single one; nothing where the key is null or absent.
    public mutating func integers(
        _ key: String, in range: ClosedRange<Int> = -KerasConfiguration.largestSize...KerasConfiguration.largestSize
    ) -> [Int]? {
        guard let value = value(key) else { return nil }
        let integers = (value.array ?? [value]).map(\.integer)
        guard integers.allSatisfy({ $0.map(range.contains) ?? false }) else {
            noteInvalid(key, "whole numbers from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return integers.compactMap { $0 }
    }

    /// One of several words.
    public mutating func word<Meaning>(_ key: String, default fallback: String, _ meanings: [String: Meaning]) -> Meaning? {
        let value = value(key) ?? .string(fallback)
        guard let word = value.string else {
            noteInvalid(key, "one of \(meanings.keys.sorted().joined(separator: ", "))")
            return meanings[fallback]
        }
        // Keras 1 and many hand-written files spell `SAME` as TensorFlow does.
        guard let meaning = meanings[word] ?? meanings[word.lowercased()] else {
            noteUnsupported(key, expected: meanings.keys.sorted().joined(separator: " or "))
            return meanings[fallback]
        }
        return meaning
    }

    /// Two sizes as `[height, width]`, or one number for both.
    public mutating func size(_ key: String, default fallback: Size2D? = nil) -> Size2D {
        if fallback == nil, !has(key) { noteMissing(key, "[height, width]") }
        guard let values = integers(key, in: 1...Self.largestSize) else { return fallback ?? Size2D(1) }
        if values.count == 2 { return Size2D(height: values[0], width: values[1]) }
        if values.count == 1 { return Size2D(values[0]) }
        noteInvalid(key, "[height, width]")
        return fallback ?? Size2D(1)
    }
}

extension JSONValue {
    fileprivate var flattenedNumbers: [Double]? {
        guard let array else { return double.map { [$0] } }
        var numbers: [Double] = []
        for element in array {
            guard let inner = element.flattenedNumbers else { return nil }
            numbers += inner
        }
        return numbers
    }
}
