/// Tells somebody how far a long task is.
public struct Progress: Sendable {
    private let report: @Sendable (String, Double, String) -> Void

    /// - Parameter report: called with the task's name, the part of it that is done, 0 to 1, and what else there is to say; from
    ///   any thread.
    public init(_ report: @escaping @Sendable (_ task: String, _ fraction: Double, _ detail: String) -> Void) {
        self.report = report
    }

    public static let none = Progress { _, _, _ in }

    public func callAsFunction(_ task: String, _ fraction: Double, detail: String = "") { report(task, fraction, detail) }
}
