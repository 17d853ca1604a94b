internal import FerryCore

/// A tensor that is computed with while a file is read: small, and of any type.
struct ONNXArray: Hashable, Sendable {
    enum Values: Hashable, Sendable {
        /// Only the type and the shape are known.
        case unknown
        /// Of a floating-point type; float32 and narrower values are held widened.
        case numbers([Double])
        /// Of an integer type, or of bool as 0 and 1.
        case integers([Int])
    }

    let element: ElementType
    /// Sizes, outermost axis first; empty for a scalar. A size may be 0.
    let shape: [Int]
    /// Elements, last axis fastest.
    let values: Values

    /// An array of which nothing but its type is known.
    init(_ element: ElementType = .float32, shape: [Int]) {
        self.element = element
        self.shape = shape
        values = .unknown
    }

    /// - Precondition: `element` is a floating-point type, and the values fill the shape.
    init(_ element: ElementType = .float32, shape: [Int], numbers: [Double]) {
        precondition(element.isFloatingPoint && shape.elementCount == numbers.count, "\(numbers.count) numbers for \(shape)")
        self.element = element
        self.shape = shape
        values = .numbers(numbers)
    }

    /// - Precondition: `element` is an integer type or bool, and the values fill the shape.
    init(_ element: ElementType = .int64, shape: [Int], integers: [Int]) {
        precondition(!element.isFloatingPoint && shape.elementCount == integers.count, "\(integers.count) integers for \(shape)")
        self.element = element
        self.shape = shape
        values = .integers(integers)
    }

    var count: Int { shape.elementCount }
    var rank: Int { shape.count }
    var isKnown: Bool { values != .unknown }
    var isScalar: Bool { count == 1 && rank <= 1 }

    /// The values where they are floating-point numbers; empty otherwise.
    var numbers: [Double] {
        if case .numbers(let numbers) = values { numbers } else { [] }
    }

    /// The values where they are integers; empty otherwise.
    var integers: [Int] {
        if case .integers(let integers) = values { integers } else { [] }
    }

    /// The values as numbers, whatever their type.
    var widened: [Double] {
        switch values {
        case .unknown: []
        case .numbers(let numbers): numbers
        case .integers(let integers): integers.map(Double.init)
        }
    }

    /// The same values in the same order under another shape.
    ///
    /// - Precondition: the shape has as many elements.
    func reshaped(to shape: [Int]) -> ONNXArray {
        switch values {
        case .unknown: ONNXArray(element, shape: shape)
        case .numbers(let numbers): ONNXArray(element, shape: shape, numbers: numbers)
        case .integers(let integers): ONNXArray(element, shape: shape, integers: integers)
        }
    }

    /// The values as a tensor of this type holds them: floating-point numbers rounded to nearest.
    func rounded() -> ONNXArray {
        guard case .numbers(let numbers) = values, element != .float64 else { return self }
        return ONNXArray(element, shape: shape, numbers: numbers.map(element.rounding))
    }
}

extension ElementType {
    /// The nearest value of this floating-point type, ties to even.
    func rounding(_ value: Double) -> Double {
        switch self {
        case .float32: Double(Float(value))
        case .float16: Self.round(value, fractionBits: 10, smallestExponent: -14, largest: 65504)
        case .bfloat16:
            Self.round(value, fractionBits: 7, smallestExponent: -126, largest: 0x1.fep127)
        default: value
        }
    }

    private static func round(_ value: Double, fractionBits: Int, smallestExponent: Int, largest: Double) -> Double {
        guard value.isFinite, value != 0 else { return value }
        let exponent = max(Int(value.exponent), smallestExponent) - fractionBits
        let unit = Double(sign: .plus, exponent: exponent, significand: 1)
        let rounded = (value / unit).rounded(.toNearestOrEven) * unit
        return abs(rounded) > largest ? .infinity * (value < 0 ? -1 : 1) : rounded
    }

    /// What an integer type holds; nothing for the others. The upper half of uint64 is beyond what Ferry reads.
    var integerRange: ClosedRange<Int>? {
        switch self {
        case .bool: 0...1
        case .int8: -128...127
        case .uint8: 0...255
        case .int16: -32768...32767
        case .uint16: 0...65535
        case .int32: Int(Int32.min)...Int(Int32.max)
        case .uint32: 0...Int(UInt32.max)
        case .int64: Int.min...Int.max
        case .uint64: 0...Int.max
        case .float16, .bfloat16, .float32, .float64: nil
        }
    }
}
