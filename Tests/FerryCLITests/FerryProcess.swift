import FixtureCases
import Foundation
import Testing

/// A finished run of the `ferry` binary that was built beside the tests.
struct FerryProcess {
    let status: Int32
    let output: String
    let error: String

    /// The binary: the test bundle's neighbour.
    static let binary = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("ferry")
        .path

    /// Runs `ferry` and waits for it.
    ///
    /// - Parameters:
    ///   - folder: where it runs; the current folder unless given.
    ///   - environment: added to the test's own.
    @discardableResult
    init(_ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]) throws {
        try self.init(executable: Self.binary, arguments, in: folder, environment: environment)
    }

    /// Runs a line of shell, in which `$FERRY` is the binary.
    init(shell line: String, in folder: String? = nil, environment: [String: String] = [:]) throws {
        let environment = environment.merging(["FERRY": Self.binary]) { $1 }
        try self.init(executable: "/bin/sh", ["-c", line], in: folder, environment: environment)
    }

    private init(executable: String, _ arguments: [String], in folder: String?, environment: [String: String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        // Files, because a full pipe that nobody reads would stop the process.
        let scratch = try TemporaryFolder()
        let (outputPath, errorPath) = (scratch.path + "/output", scratch.path + "/error")
        for path in [outputPath, errorPath] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: outputPath))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errorPath))
        try process.run()
        process.waitUntilExit()
        status = process.terminationReason == .uncaughtSignal ? 128 + process.terminationStatus : process.terminationStatus
        output = try String(contentsOfFile: outputPath, encoding: .utf8)
        error = try String(contentsOfFile: errorPath, encoding: .utf8)
    }

    /// The values of an error block's line: `file`, `at`, `expected`, `found` or `try`.
    func errorField(_ name: String) -> [String] {
        error.split(separator: "\n").filter { $0.hasPrefix("  \(name):") }.map {
            $0.dropFirst(name.count + 3).trimmingCharacters(in: .whitespaces)
        }
    }
}
