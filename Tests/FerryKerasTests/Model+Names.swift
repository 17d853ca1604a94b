import FerryCore

extension Model {
    var valueNames: Set<String> { Set(graph.values.map(\.name)) }
    var nodeNames: [String] { graph.nodes.map(\.name) }
    var outputNames: [String] { graph.outputs.map { graph[$0].name } }
    var frozenNames: Set<String> { Set(frozen.map { graph[$0].name }) }
}
