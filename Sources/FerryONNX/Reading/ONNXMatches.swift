internal import FerryCore

/// Which nodes of a file belong together as one operator.
struct ONNXMatches {
    private var candidates: [Int: [(pattern: ONNXPattern, match: ONNXMatch)]] = [:]
    private var inside: Set<Int> = []

    /// Looks for patterns from the end of the file to its start, so that the largest group claims its nodes first.
    init(_ finder: ONNXNodeFinder, patterns: [ONNXPattern]) {
        let byType = Dictionary(grouping: patterns, by: \.rootType)
        for index in finder.nodes.indices.reversed() where !inside.contains(index) && finder.nodes[index].domain.isEmpty {
            let node = finder.nodes[index]
            let found = (byType[node.opType] ?? []).compactMap { pattern in
                pattern.match(node, finder).map { (pattern: pattern, match: $0) }
            }
            guard let largest = found.map(\.match.nodes.count).max() else { continue }
            candidates[index] = found.filter { $0.match.nodes.count == largest }
            for (_, match) in candidates[index] ?? [] { inside.formUnion(match.nodes.subtracting([index])) }
        }
    }

    /// What a node may be the end of.
    subscript(index: Int) -> [(pattern: ONNXPattern, match: ONNXMatch)] { candidates[index] ?? [] }

    /// Whether a node is part of a group that ends elsewhere.
    func isInside(_ index: Int) -> Bool { inside.contains(index) }
}
