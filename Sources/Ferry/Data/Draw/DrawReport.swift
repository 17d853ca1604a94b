public import FerryCore

/// What was drawn.
public struct DrawReport: Sendable {
    public let path: String
    public let form: DrawOptions.Form
    public let seed: UInt64
    public internal(set) var trainCount: Int
    public internal(set) var testCount: Int

    public var text: String {
        switch form {
        case .sheet: "\(path): \(trainCount.grouped) digits, seed \(seed)"
        case .folder, .arrays:
            "\(path): \(trainCount.grouped) digits to train on, \(testCount.grouped) to test with, seed \(seed)\n\n"
                + "ferry train --data \(path)"
        }
    }

    public var json: JSONValue {
        [
            "path": .string(path), "form": .string(form.rawValue), "seed": .string("\(seed)"), "train": .integer(trainCount),
            "test": .integer(testCount),
        ]
    }
}
