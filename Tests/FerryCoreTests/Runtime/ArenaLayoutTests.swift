import FerryCore
import Testing

@Suite struct `An arena` {
    @Test(arguments: UInt64(1)...30)
    func `keeps blocks apart that live at the same time, and needs little more than they do`(seed: UInt64) {
        var generator = SplitMix64(state: seed)
        let blocks = (0..<generator.int(1...60)).map { step in
            ArenaLayout.Block(count: generator.int(1...40) * 16, lifetime: step...step + generator.pick([1, 1, 1, 2, 9]))
        }
        let layout = ArenaLayout(blocks)
        for (first, second) in blocks.indices.flatMap({ first in (0..<first).map { (first, $0) } })
        where blocks[first].lifetime.overlaps(blocks[second].lifetime) {
            let ranges = [first, second].map { layout.starts[$0]..<layout.starts[$0] + blocks[$0].count }
            #expect(!ranges[0].overlaps(ranges[1]), "seed \(seed): blocks \(first) and \(second)")
        }
        let busiest =
            (0..<80).map { step in
                blocks.reduce(0) { $0 + ($1.lifetime.contains(step) ? $1.count : 0) }
            }.max() ?? 0
        #expect(layout.count >= busiest)
        #expect(layout.count <= busiest * 3 / 2, "seed \(seed): \(layout.count) for \(busiest)")
    }
}
