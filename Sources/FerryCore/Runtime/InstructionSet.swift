internal import CFerryKernels

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A set of processor instructions that there are compute kernels for.
public enum InstructionSet: String, Hashable, Sendable, CaseIterable {
    /// What every processor of the architecture has.
    case scalar
    case avx2
    case avx512

    /// Those that this processor has, narrowest first.
    public static let available = allCases.filter { unsafe ferry_kernels_for($0.code) != nil }

    /// The widest, or what `FERRY_ISA` asks for.
    ///
    /// - Throws: `usage` where `FERRY_ISA` names none that this processor has.
    public static func chosen() throws(FerryError) -> InstructionSet {
        // Safety: the string is copied at once; nothing in Ferry changes the environment.
        guard let value = unsafe getenv(Knobs.instructionSet.name).map({ unsafe String(cString: $0) }) else { return widest }
        return try named(value)
    }

    /// The set of this name.
    ///
    /// - Throws: `usage` where this processor has none of this name.
    package static func named(_ value: String) throws(FerryError) -> InstructionSet {
        guard let set = available.first(where: { $0.rawValue == value }) else {
            throw FerryError(
                .usage, "\(Knobs.instructionSet.name) names no instruction set of this processor",
                expected: available.map(\.rawValue).joined(separator: ", "), found: value,
                remedy: "unset it, or set it to one of those")
        }
        return set
    }

    private static let widest = available.last ?? .scalar

    private var code: ferry_isa {
        switch self {
        case .scalar: ferry_scalar
        case .avx2: ferry_avx2
        case .avx512: ferry_avx512
        }
    }

    /// The kernels; the scalar ones where this processor lacks the set.
    var kernels: UnsafePointer<ferry_kernels> {
        // Safety: points to a constant of the C library.
        unsafe ferry_kernels_for(code) ?? ferry_best_kernels()
    }
}
