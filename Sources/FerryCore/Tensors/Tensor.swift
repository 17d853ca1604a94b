/// A dense array in row-major order.
///
/// `Tensor<Double>` is what the reference interpreter computes with, `Tensor<Float>` what models hold and executors return.
public struct Tensor<Scalar: BinaryFloatingPoint & BitwiseCopyable & Sendable>: Hashable, Sendable {
    /// Sizes, outermost axis first; empty for a scalar.
    public let shape: [Int]
    /// Elements, last axis fastest.
    public var elements: [Scalar]

    /// - Precondition: `elements` holds as many elements as `shape` has.
    public init(shape: [Int], elements: [Scalar]) {
        precondition(shape.elementCount == elements.count, "\(elements.count) elements do not fill \(shape)")
        self.shape = shape
        self.elements = elements
    }

    public init(repeating value: Scalar, shape: [Int]) {
        self.init(shape: shape, elements: [Scalar](repeating: value, count: shape.elementCount))
    }

    public var count: Int { elements.count }

    /// The same elements in the same order under another shape.
    public func reshaped(to shape: [Int]) -> Tensor { Tensor(shape: shape, elements: elements) }
}

extension Tensor<Double> {
    /// Each element widened: exact.
    public init(_ tensor: Tensor<Float>) {
        self.init(shape: tensor.shape, elements: tensor.elements.map(Double.init))
    }
}

extension Tensor<Float> {
    /// Each element rounded to nearest.
    public init(_ tensor: Tensor<Double>) {
        self.init(shape: tensor.shape, elements: tensor.elements.map(Float.init))
    }
}
