internal import ArgumentParser
internal import Ferry

struct OperatorsCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "operators",
        abstract: "Lists the operators that this build runs, and what formats call them.",
        discussion: """
            EXAMPLES
              ferry operators
              ferry operators Conv2D
              ferry operators --json
            """)

    @Argument(
        help: ArgumentHelp("One operator, to be told at length.", valueName: "name"),
        completion: .list(OperatorRegistry.standard.operators.map { $0.name }))
    var name: String?

    @OptionGroup(title: "TALKING") var output: OutputArguments

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        let all = OperatorList()
        let list = if let name { try all.only(name) } else { all }
        try console.result(list.text, json: list.json)
        return 0
    }
}
