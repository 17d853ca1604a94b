/// Tells somebody how far a long task is.
public struct Progress: Sendable {
    private let report: @Sendable (String, Double) -> Void

    /// - Parameter report: called with the task's name and the part of it that is done, 0 to 1; from any thread.
    public init(_ report: @escaping @Sendable (_ task: String, _ fraction: Double) -> Void) { self.report = report }

    public static let none = Progress { _, _ in }

    public func callAsFunction(_ task: String, _ fraction: Double) { report(task, fraction) }
}
