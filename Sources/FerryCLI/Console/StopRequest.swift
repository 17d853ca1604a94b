internal import Synchronization

/// Somebody's wish that long work may end at its next good moment.
final class StopRequest: Sendable {
    private let asked = Atomic(false)

    func ask() { asked.store(true, ordering: .relaxed) }

    var wasAsked: Bool { asked.load(ordering: .relaxed) }
}
