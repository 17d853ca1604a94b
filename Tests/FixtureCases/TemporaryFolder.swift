public import Foundation

/// A folder that goes when the test is done.
public final class TemporaryFolder {
    public let path: String

    public init() throws {
        path = NSTemporaryDirectory() + "/ferry-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// What it holds, sorted.
    public var contents: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }

    /// Puts a file there and answers its path.
    public func file(_ name: String, _ contents: Data) throws -> String {
        let path = path + "/" + name
        try contents.write(to: URL(fileURLWithPath: path))
        return path
    }
}
