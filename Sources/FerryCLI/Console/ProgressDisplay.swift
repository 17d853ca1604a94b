internal import Ferry
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Shows how far long tasks are: nothing in the first second, then a bar, or plain lines where no one watches a terminal.
final class ProgressDisplay: Sendable {
    private struct State {
        var task = ""
        var started = ContinuousClock.now
        var shown: ContinuousClock.Instant?
        var isBarVisible = false
    }

    private static let patience = Duration.seconds(1)
    private static let barInterval = Duration.milliseconds(100)
    private static let lineInterval = Duration.seconds(5)

    private let isBar: Bool
    private let state = Mutex(State())

    private init(isBar: Bool) { self.isBar = isBar }

    /// - Parameter wantsBar: whether the user did not rule the bar out; without a terminal there is none anyway.
    static func progress(asBar wantsBar: Bool) -> Progress {
        let isBar = wantsBar && StandardStream.error.isTerminal && !isSet("NO_COLOR") && !isSet("CI")
        let display = ProgressDisplay(isBar: isBar)
        return Progress { display.show($0, $1, $2) }
    }

    /// A reader of standard error that has gone away is no reason to stop working, so what cannot be shown is not.
    private func show(_ task: String, _ fraction: Double, _ detail: String) {
        let now = ContinuousClock.now
        let text = state.withLock { state -> String? in
            if task != state.task || fraction == 0 { (state.task, state.started, state.shown) = (task, now, nil) }
            if fraction >= 1 {
                let wasShown = state.isBarVisible
                state.isBarVisible = false
                return wasShown ? "\r\u{1b}[K" : nil
            }
            guard now - state.started >= Self.patience, isDue(at: now, after: state.shown) else { return nil }
            state.shown = now
            state.isBarVisible = isBar
            let detail = detail.isEmpty ? "" : "  \(detail)"
            return isBar
                ? "\r\(bar(task, fraction, detail))\u{1b}[K" : "\(task): \(Self.percent(fraction))\(detail)\n"
        }
        if let text { try? StandardStream.error.put(text) }
    }

    private func isDue(at now: ContinuousClock.Instant, after last: ContinuousClock.Instant?) -> Bool {
        guard let last else { return true }
        return now - last >= (isBar ? Self.barInterval : Self.lineInterval)
    }

    private func bar(_ task: String, _ fraction: Double, _ detail: String) -> String {
        let width = max(10, min(40, StandardStream.error.columnCount - task.count - detail.count - 10))
        let filled = Int((fraction * Double(width)).rounded(.down))
        let cells = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        // A line that wraps would stay behind when the next one is drawn.
        return String("\(task) \(cells) \(Self.percent(fraction))\(detail)".prefix(StandardStream.error.columnCount - 1))
    }

    private static func percent(_ fraction: Double) -> String { "\(Int((fraction * 100).rounded(.down))) %" }

    private static func isSet(_ variable: String) -> Bool {
        guard let value = unsafe getenv(variable) else { return false }
        return unsafe value[0] != 0
    }
}
