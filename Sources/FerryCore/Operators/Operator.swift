/// What an input of an operator is for.
public struct InputRole: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Computed by other nodes.
        case data
        /// A parameter that training changes.
        case trainable
        /// A parameter that is not trained: moving averages, fixed statistics.
        case state
    }

    /// The field's name for it: `x`, `kernel`, `bias`.
    public var name: String
    public var kind: Kind
    /// Whether it may be absent.
    public var isOptional: Bool
    /// Whether any number of inputs, at least one, play this role; only the last role may.
    public var isVariadic: Bool

    public init(_ name: String, _ kind: Kind = .data, isOptional: Bool = false, isVariadic: Bool = false) {
        self.name = name
        self.kind = kind
        self.isOptional = isOptional
        self.isVariadic = isVariadic
    }
}

/// A function of tensors with one output.
///
/// An operator is a value: its stored properties are its attributes. It knows its shapes and its definition in float64, and how
/// to plan a fast kernel. It knows no file format.
public protocol Operator: Hashable, Sendable {
    /// The name by which plug-ins, files and `ferry operators` know it: `Conv2D`.
    static var name: String { get }
    /// What it computes, in one sentence.
    static var summary: String { get }
    /// Where the definition stands: a Keras or ONNX reference page, or a paper.
    static var source: String { get }

    var inputRoles: [InputRole] { get }

    /// The output's type for inputs of these types; nothing stands for an absent optional input.
    ///
    /// - Throws: `mismatch` where the types do not fit, naming the role, what was expected and what was found.
    func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType

    /// The definition, in float64: plain loops that anyone can check.
    ///
    /// - Precondition: the inputs' shapes passed ``outputType(for:)``.
    func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double>

    /// Whether the output is the first input, at inference: exporters leave such nodes away.
    var isIdentityAtInference: Bool { get }

    /// Whether each element of the output is one of the input's, or zero: formats differ in whether they need such nodes.
    var onlyRearranges: Bool { get }

    /// Floating-point operations for inputs of these sizes: a multiplication and an addition are two.
    func operationCount(inputs: [[Int]?], output: [Int]) -> Int

    /// A float32 kernel for inputs of these sizes, whose parameters are known when it is planned.
    func kernel(for problem: KernelProblem) -> any Kernel

    /// A float32 kernel for training; nothing where no gradient can pass through.
    func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)?
}

extension Operator {
    public var name: String { Self.name }
    public var isIdentityAtInference: Bool { false }
    public var onlyRearranges: Bool { isIdentityAtInference }
    public func operationCount(inputs: [[Int]?], output: [Int]) -> Int { output.elementCount }
    public func kernel(for problem: KernelProblem) -> any Kernel { ReferenceKernel(self, problem) }
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? { nil }

    /// The role of the input at `index`.
    public func role(ofInput index: Int) -> InputRole { inputRoles[min(index, inputRoles.count - 1)] }
}
