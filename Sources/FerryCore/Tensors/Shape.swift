/// One axis of a shape: a size, or a symbol that a plan binds to one (the batch).
public enum Dimension: Hashable, Sendable, CustomStringConvertible {
    case fixed(Int)
    case symbol(String)

    /// The size of the first axis of every activation, until a plan binds it.
    public static let batch = Dimension.symbol("batch")

    /// The size, or nothing where it is a symbol.
    public var size: Int? {
        if case .fixed(let size) = self { size } else { nil }
    }

    public var description: String {
        switch self {
        case .fixed(let size): "\(size)"
        case .symbol(let name): name
        }
    }
}

extension Dimension: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) { self = .fixed(value) }
}

/// The element type and the axes of a value. Activations are channel-last: `[batch, height, width, channels]`.
public struct TensorType: Hashable, Sendable, CustomStringConvertible {
    public var element: ElementType
    public var shape: [Dimension]

    public init(_ shape: [Dimension], element: ElementType = .float32) {
        self.shape = shape
        self.element = element
    }

    public init(_ shape: [Int], element: ElementType = .float32) {
        self.init(shape.map(Dimension.fixed), element: element)
    }

    /// The sizes, with every symbol replaced by what `sizes` binds it to; nothing where one stays unbound.
    public func sizes(binding symbols: [String: Int] = [:]) -> [Int]? {
        var sizes: [Int] = []
        for dimension in shape {
            switch dimension {
            case .fixed(let size): sizes.append(size)
            case .symbol(let name):
                guard let size = symbols[name] else { return nil }
                sizes.append(size)
            }
        }
        return sizes
    }

    public var description: String { "\(element.rawValue)[\(shape.map(\.description).joined(separator: ", "))]" }
}

extension [Int] {
    /// The number of elements of a tensor of this shape; 1 for a scalar.
    public var elementCount: Int { reduce(1, *) }

    /// Row-major strides, in elements.
    public var rowMajorStrides: [Int] {
        var strides = [Int](repeating: 1, count: count)
        for axis in indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * self[axis + 1] }
        return strides
    }

    /// The index, one number for each axis, of the element at `position` in row-major order.
    public func coordinates(ofElement position: Int) -> [Int] {
        var rest = position
        return rowMajorStrides.map { stride in
            defer { rest %= Swift.max(stride, 1) }
            return rest / Swift.max(stride, 1)
        }
    }

    /// The number of elements, or nothing where it exceeds `Int`: shapes read from files are not to be trusted.
    public var checkedElementCount: Int? {
        var product = 1
        for size in self {
            guard size >= 0 else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: size)
            guard !overflow else { return nil }
            product = next
        }
        return product
    }
}
