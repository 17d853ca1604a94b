/// The one error that leaves any module of Ferry: what was expected, what was found, where, and what to do.
///
/// Wording: `problem` is a lower-case clause without a full stop; `remedy` is an action.
public struct FerryError: Error, Sendable {
    /// The kind of fault. Each kind has one exit code of the command line (sysexits.h).
    public enum Code: String, Sendable, CaseIterable {
        /// The caller asked for something that makes no sense.
        case usage
        /// The input breaks the rules of its format.
        case malformed
        /// The input is well formed and asks for what Ferry does not do.
        case unsupported
        /// Two things that have to agree do not: a weight's shape and its layer's, say.
        case mismatch
        /// The input passes one of the limits that keep hostile files harmless.
        case limit
        /// The input file does not exist or cannot be read.
        case missingFile
        /// The output exists already, or its place cannot be written.
        case cannotCreate
        /// Reading or writing failed midway.
        case io
        /// A defect of Ferry.
        case internalDefect
    }

    public var code: Code
    /// What is wrong, in one clause.
    public var problem: String
    public var expected: String?
    public var found: String?
    public var location: Location
    /// What the reader of the error can do about it.
    public var remedy: String?
    /// Further problems of the same input, each a complete error: readers report all of them at once.
    public var others: [FerryError]

    public init(
        _ code: Code, _ problem: String, expected: String? = nil, found: String? = nil,
        at location: Location = Location(), remedy: String? = nil, others: [FerryError] = []
    ) {
        self.code = code
        self.problem = problem
        self.expected = expected
        self.found = found
        self.location = location
        self.remedy = remedy
        self.others = others
    }

    /// The same error with the missing parts of its location, and of its companions', filled in.
    public func at(_ outer: Location) -> FerryError {
        var error = self
        error.location = location.within(outer)
        error.others = others.map { $0.at(outer) }
        return error
    }

    /// One error that stands for all of `problems`, or nothing where there are none.
    public static func all(_ problems: [FerryError]) -> FerryError? {
        guard var first = problems.first else { return nil }
        first.others += problems.dropFirst()
        return first
    }
}
