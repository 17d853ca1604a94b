public import FerryCore

extension FerryError {
    /// The fields of ``text`` for programs; the README documents the names.
    public var json: JSONValue {
        [
            "error": .string(problem), "code": .string(code.rawValue), "exit_status": .integer(Int(code.exitStatus)),
            "file": location.file.json, "at": location.place.json, "expected": expected.json, "found": found.json,
            "try": remedy.json, "others": .array(others.map(\.json)),
        ]
    }
}

extension FerryError.Code {
    /// The exit status of the command line, as sysexits.h numbers it.
    public var exitStatus: Int32 {
        switch self {
        case .usage: 64
        case .malformed, .unsupported, .mismatch, .limit: 65
        case .missingFile: 66
        case .internalDefect: 70
        case .cannotCreate: 73
        case .io: 74
        }
    }
}

extension String? {
    /// A string, or null.
    package var json: JSONValue { map(JSONValue.string) ?? .null }
}
