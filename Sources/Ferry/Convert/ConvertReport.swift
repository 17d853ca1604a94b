public import FerryCore

/// What became of a conversion.
public struct ConvertReport: Sendable {
    public var input: String
    public var origin: Origin
    /// What a user should know though nothing is wrong.
    public var notices: [String]
    public var output: String
    public var format: FormatID
    /// The output's size.
    public var byteCount: Int
    public var layerCount: Int
    public var parameterCount: Int
    /// How the output compares with the input; nothing where nobody asked.
    public var verification: VerifyReport?

    /// Whether the output is in its place: not where the verification failed.
    public var isWritten: Bool { verification?.passes ?? true }

    init(input: String, _ imported: Imported, output: String, format: FormatID, byteCount: Int) {
        self.input = input
        origin = imported.model.origin
        notices = imported.notices
        self.output = output
        self.format = format
        self.byteCount = byteCount
        layerCount = imported.model.layers.count
        parameterCount = imported.model.parameterCount
    }

    /// The report for people: the table of layers, then one sentence.
    public var text: String {
        let producer = origin.producer.map { ", \($0)" } ?? ""
        let summary = """
            \(input) (\(origin.format)\(producer)) → \(output) (\(format)): \(layerCount) layers, \
            \(parameterCount.grouped) parameters, \(byteCount.grouped) bytes
            """
        guard let verification else { return summary + "\nnot verified" }
        return [verification.description, isWritten ? summary : "\(output) was not created"].joined(separator: "\n")
    }

    /// The report for programs; the README documents the names.
    public var json: JSONValue {
        [
            "input": [
                "path": .string(input), "format": .string(origin.format.name), "producer": origin.producer.json,
                "layers": .integer(layerCount), "parameters": .integer(parameterCount),
            ],
            "output": [
                "path": .string(output), "format": .string(format.name), "bytes": .integer(byteCount),
                "written": .bool(isWritten),
            ],
            "notices": .array(notices.map(JSONValue.string)),
            "verification": verification?.json ?? .null,
        ]
    }
}

extension Int {
    /// Digits in groups of three: `93,322`.
    package var grouped: String {
        let digits = String(magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { grouped += "," }
            grouped.append(digit)
        }
        return (self < 0 ? "-" : "") + grouped
    }
}
