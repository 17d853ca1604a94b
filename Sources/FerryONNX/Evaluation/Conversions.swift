internal import FerryCore

/// Cast and its kin.
enum Conversions {
    static let table: [String: ONNXDefinition] = ["Cast": .init(cast), "CastLike": .init(castLike)]

    @Sendable private static func cast(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let code = try call.node.integer("to", default: 0)
        guard let element = Int32(exactly: code).flatMap(ElementType.init(onnx:)) else {
            throw call.unsupported("the type \(code)")
        }
        return [try convert(try call.input(0), to: element, call)]
    }

    @Sendable private static func castLike(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        [try convert(try call.input(0), to: try call.input(1).element, call)]
    }

    private static func convert(_ x: ONNXArray, to element: ElementType, _ call: ONNXCall) throws(FerryError) -> ONNXArray {
        switch x.values {
        case .unknown: return ONNXArray(element, shape: x.shape)
        case .numbers(let numbers):
            if element.isFloatingPoint { return ONNXArray(element, shape: x.shape, numbers: numbers.map(element.rounding)) }
            return ONNXArray(element, shape: x.shape, integers: try integers(numbers, as: element, call))
        case .integers(let integers):
            if element.isFloatingPoint {
                return ONNXArray(element, shape: x.shape, numbers: integers.map { element.rounding(Double($0)) })
            }
            return ONNXArray(element, shape: x.shape, integers: integers.map(element.wrapping))
        }
    }

    /// Towards zero; for bool, whether it is not 0.
    private static func integers(
        _ numbers: [Double], as element: ElementType, _ call: ONNXCall
    ) throws(FerryError) -> [Int] {
        if element == .bool { return numbers.map { $0 == 0 ? 0 : 1 } }
        var integers: [Int] = []
        integers.reserveCapacity(numbers.count)
        for number in numbers {
            guard let integer = Int(exactly: number.rounded(.towardZero)), element.integerRange?.contains(integer) == true else {
                throw call.wrong("meets a number that \(element.rawValue) does not hold", found: "\(number)")
            }
            integers.append(integer)
        }
        return integers
    }
}

extension ElementType {
    /// The low bits of an integer as this type takes them, as C does; for bool, whether it is not 0.
    fileprivate func wrapping(_ integer: Int) -> Int {
        switch self {
        case .bool: integer == 0 ? 0 : 1
        case .int8: Int(Int8(truncatingIfNeeded: integer))
        case .uint8: Int(UInt8(truncatingIfNeeded: integer))
        case .int16: Int(Int16(truncatingIfNeeded: integer))
        case .uint16: Int(UInt16(truncatingIfNeeded: integer))
        case .int32: Int(Int32(truncatingIfNeeded: integer))
        case .uint32: Int(UInt32(truncatingIfNeeded: integer))
        default: integer
        }
    }
}
