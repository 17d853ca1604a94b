/// Which of the two lines of Keras wrote a file. Some configurations mean different things in them (`hard_sigmoid`).
public enum KerasGeneration: Int, Hashable, Sendable {
    case keras2 = 2
    case keras3 = 3

    /// The line that a version belongs to: `2.15.0`, `3.5.0`.
    init?(version: String) {
        guard let major = version.split(separator: ".").first.flatMap({ Int($0) }) else { return nil }
        self.init(rawValue: major)
    }
}
