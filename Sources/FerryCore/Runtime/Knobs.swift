/// An environment variable that changes how Ferry runs.
public struct Knob: Sendable {
    public let name: String
    /// What holds where it is not set.
    public let standard: String
    public let summary: String
}

/// All of them.
public enum Knobs {
    public static let instructionSet = Knob(
        name: "FERRY_ISA", standard: "the widest that this processor has",
        summary: "instruction set of the compute kernels: scalar, avx2 or avx512")

    public static let all = [instructionSet]
}
