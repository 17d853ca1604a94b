/// A permutation of an array's axes in normal form: no axis of size 1, and axes that stay neighbours in their order are one.
///
/// In normal form two permutations that move elements alike are equal, however their axes were split.
struct AxisPermutation: Hashable, Sendable {
    /// Sizes before.
    let view: [Int]
    /// Axis `i` afterwards is axis `permutation[i]` before.
    let permutation: [Int]

    /// Sizes afterwards.
    var sizes: [Int] { permutation.map { view[$0] } }
    var isIdentity: Bool { permutation.count <= 1 }

    init(view: [Int], permutation: [Int]) {
        let moving = permutation.filter { view[$0] != 1 }
        let kept = moving.sorted()
        // Ranks count the axes that are left, so that neighbours across an axis of size 1 are neighbours.
        let ranks = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
        var groups: [[Int]] = []
        for rank in moving.map({ ranks[$0, default: 0] }) {
            if let last = groups.last?.last, rank == last + 1 {
                groups[groups.count - 1].append(rank)
            } else {
                groups.append([rank])
            }
        }
        let ordered = groups.indices.sorted { groups[$0][0] < groups[$1][0] }
        self.view = ordered.map { index in groups[index].map { view[kept[$0]] }.elementCount }
        var places = [Int](repeating: 0, count: groups.count)
        for (place, index) in ordered.enumerated() { places[index] = place }
        self.permutation = places
    }

    /// This permutation and then `next`; nothing where `next` splits the axes differently.
    func followed(by next: AxisPermutation) -> AxisPermutation? {
        guard next.view == sizes else { return nil }
        return AxisPermutation(view: view, permutation: next.permutation.map { permutation[$0] })
    }
}
