internal import FerryArchive
public import FerryCore
internal import FerryHDF5
internal import FerryImages
internal import FerryONNX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What Ferry runs on, and with: what a report of a defect should hold.
public struct Diagnosis: Sendable {
    public var version = FerryVersion.current
    public var libraries: [LinkedLibrary] = [.hdf5, .libdeflate, .libpng, .libsodium, .libzip, .protobufC, .zlib]
    /// Narrowest first.
    public var instructionSets = InstructionSet.available
    public var chosenInstructionSet: InstructionSet
    public var threadCount = ThreadPool.standard.threadCount
    /// Each with its value in this process.
    public var knobs: [(knob: Knob, value: String?)]

    /// - Throws: `usage` where a knob is set to what it cannot be.
    public init() throws(FerryError) {
        chosenInstructionSet = try InstructionSet.chosen()
        // Safety: the string is copied at once; nothing in Ferry changes the environment.
        knobs = Knobs.all.map { knob in (knob, unsafe getenv(knob.name).map { unsafe String(cString: $0) }) }
    }

    public var text: String {
        var lines = ["ferry             \(version)"]
        lines.append("libraries         " + libraries.map { "\($0.name) \($0.version)" }.joined(separator: ", "))
        let available = instructionSets.map(\.rawValue).joined(separator: ", ")
        lines.append("instruction sets  \(available); in use: \(chosenInstructionSet.rawValue)")
        lines.append("threads           \(threadCount)")
        for (knob, value) in knobs {
            lines.append("\(knob.name)".padded(to: 18) + "\(value ?? "not set: \(knob.standard)") (\(knob.summary))")
        }
        return lines.joined(separator: "\n")
    }

    public var json: JSONValue {
        var libraries = JSONObject()
        for library in self.libraries { libraries[library.name] = .string(library.version) }
        var environment = JSONObject()
        for (knob, value) in knobs { environment[knob.name] = value.json }
        return [
            "version": .string(version), "libraries": .object(libraries),
            "instruction_sets": .array(instructionSets.map { .string($0.rawValue) }),
            "instruction_set": .string(chosenInstructionSet.rawValue), "threads": .integer(threadCount),
            "environment": .object(environment),
        ]
    }
}
