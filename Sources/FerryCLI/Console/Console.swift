internal import Ferry

/// Where a command puts what it has to say: results on standard output, the rest on standard error.
struct Console: Sendable {
    let progress: Progress
    private let isJSON: Bool
    private let isQuiet: Bool
    private let isVerbose: Bool

    init(_ options: OutputArguments) {
        isJSON = options.json
        isQuiet = options.quiet
        isVerbose = options.verbose
        progress = isQuiet ? .none : ProgressDisplay.progress(asBar: !options.noProgress)
    }

    /// Prints a command's result, in the form that was asked for.
    func result(
        _ text: @autoclosure () throws(FerryError) -> String, json: @autoclosure () throws(FerryError) -> JSONValue
    ) throws(FerryError) {
        let document = isJSON ? try json().finite.text(indented: true) : try text()
        try StandardStream.output.put(document + "\n")
    }

    /// Tells the user what is no result, unless asked not to.
    func note(_ text: String) throws(FerryError) {
        if !isQuiet { try StandardStream.error.put(text + "\n") }
    }

    /// Tells the user who asked for more.
    func detail(_ text: @autoclosure () -> String) throws(FerryError) {
        if isVerbose { try StandardStream.error.put(text() + "\n") }
    }

    /// Prints an error. Where even that fails nobody is left to tell.
    static func report(_ error: FerryError, asJSON: Bool) {
        try? StandardStream.error.put((asJSON ? error.json.finite.text(indented: true) : error.text) + "\n")
    }
}

extension JSONValue {
    /// The same with infinities and not-a-numbers as strings: JSON has no numbers for them.
    var finite: JSONValue {
        switch self {
        case .number(let number) where !number.isFinite: return .string(JSONValue.number(number).text())
        case .array(let array): return .array(array.map(\.finite))
        case .object(let object):
            var finite = JSONObject()
            for (name, value) in object.members { finite[name] = value.finite }
            return .object(finite)
        default: return self
        }
    }
}
