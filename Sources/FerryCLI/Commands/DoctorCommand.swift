internal import ArgumentParser
internal import Ferry

struct DoctorCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Shows what ferry runs on: libraries, instruction sets, threads, switches.",
        discussion: """
            EXAMPLES
              ferry doctor
              ferry doctor --json
            """)

    @OptionGroup(title: "TALKING") var output: OutputArguments

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        let diagnosis = try Diagnosis()
        try console.result(diagnosis.text, json: diagnosis.json)
        return 0
    }
}
