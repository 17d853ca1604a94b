internal import FerryCore

/// Which nodes of a file belong together as one operator.
struct ONNXMatches {
    typealias Candidate = (pattern: ONNXPattern, match: ONNXMatch)

    private let finder: ONNXNodeFinder
    private let patterns: [String: [ONNXPattern]]
    private var candidates: [Int: [Candidate]] = [:]
    private var inside: Set<Int> = []

    /// Looks for patterns from the end of the file to its start, so that the largest group claims its nodes first.
    init(_ finder: ONNXNodeFinder, patterns: [ONNXPattern]) {
        self.finder = finder
        self.patterns = Dictionary(grouping: patterns, by: \.rootType)
        for index in finder.nodes.indices.reversed() where !inside.contains(index) {
            let found = find(index).sorted { $0.match.nodes.count > $1.match.nodes.count }
            guard let largest = found.first else { continue }
            candidates[index] = found
            inside.formUnion(largest.match.nodes.subtracting([index]))
        }
    }

    private func find(_ index: Int) -> [Candidate] {
        let node = finder.nodes[index]
        guard node.domain.isEmpty else { return [] }
        return (patterns[node.opType] ?? []).compactMap { pattern in
            pattern.match(node, finder).map { (pattern: pattern, match: $0) }
        }
    }

    /// What a node may be the end of, the largest group first.
    subscript(index: Int) -> [Candidate] { candidates[index] ?? [] }

    /// What a node may be by itself, though it is part of a group.
    func alone(_ index: Int) -> [Candidate] { find(index).filter { $0.match.nodes == [index] } }

    /// Whether a node is part of a group that ends elsewhere.
    func isInside(_ index: Int) -> Bool { inside.contains(index) }
}
