public import FerryCore
public import Testing

/// A committed file made by a real framework, and what is expected of it: a line of `Fixtures/manifest.json`.
public struct FixtureCase: Sendable, CustomTestStringConvertible {
    /// What a file that Ferry must not read is refused with.
    public struct Refusal: Sendable {
        public let exit: Int
        /// Words that the error block names.
        public let mentions: [String]
    }

    public let id: String
    public let path: String
    public let format: String
    public let architecture: String?
    public let recording: String?
    public let outputs: [String]
    public let layers: Int?
    public let parameters: Int?
    public let optimizer: String?
    public let optimizerVariables: Int
    public let unusual: Bool
    /// Sizes that the file leaves open, by input.
    public let inputShapes: [String: [Int]]
    public let refusal: Refusal?
    public let why: String

    public var testDescription: String { id }

    /// The folder `Fixtures` of the checkout.
    public static let folder: String = {
        // Tests/FixtureCases/FixtureCase.swift: three components below the checkout.
        let components = #filePath.split(separator: "/").dropLast(3)
        return "/" + components.joined(separator: "/") + "/Fixtures/"
    }()

    /// Every line of the manifest.
    public static let all: [FixtureCase] = {
        do {
            let text = try FileByteSource(path: folder + "manifest.json").bytes()
            return try JSONParser.parse(text)["cases"]?.array?.map(FixtureCase.init) ?? []
        } catch {
            preconditionFailure("the manifest cannot be read: \(error)")
        }
    }()

    /// Cases that must be read.
    public static var genuine: [FixtureCase] { all.filter { $0.refusal == nil } }
    /// Cases that must be refused.
    public static var refused: [FixtureCase] { all.filter { $0.refusal != nil } }

    /// What reading the file needs beside it.
    public var options: ReadOptions {
        var options = ReadOptions()
        options.architecture = architecture
        options.acceptsUnusual = unusual
        options.inputShapes = inputShapes
        return options
    }

    init(_ line: JSONValue) {
        func text(_ name: String) -> String { line[name]?.string ?? "" }
        func path(_ name: String) -> String? { line[name]?.string.map { Self.folder + $0 } }
        id = text("id")
        self.path = path("file") ?? ""
        format = text("format")
        architecture = path("architecture")
        recording = path("recording")
        outputs = line["outputs"]?.array?.compactMap(\.string) ?? []
        layers = line["layers"]?.integer
        parameters = line["parameters"]?.integer
        optimizer = line["optimizer"]?.string
        optimizerVariables = line["optimizerVariables"]?.integer ?? 0
        inputShapes = Dictionary(
            uniqueKeysWithValues: line["inputShapes"]?.object?.members.map {
                ($0.name, $0.value.array?.compactMap(\.integer) ?? [])
            }
                ?? [])
        unusual = line["unusual"]?.bool ?? false
        refusal = line["refusal"]?.object.map { refusal in
            Refusal(exit: refusal["exit"]?.integer ?? 0, mentions: refusal["mentions"]?.array?.compactMap(\.string) ?? [])
        }
        why = text("why")
    }
}
