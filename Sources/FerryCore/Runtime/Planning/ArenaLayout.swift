/// Places blocks in one stretch of memory so that blocks that live at the same time do not overlap.
package struct ArenaLayout {
    package struct Block {
        package let count: Int
        /// The steps during which it holds something, both ends included.
        package let lifetime: ClosedRange<Int>

        package init(count: Int, lifetime: ClosedRange<Int>) {
            (self.count, self.lifetime) = (count, lifetime)
        }
    }

    /// Where each block starts.
    package let starts: [Int]
    package let count: Int

    /// Largest first, each as low as it goes: within a few percent of the least possible on the graphs of networks. Pisarchyk
    /// and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020.
    package init(_ blocks: [Block]) {
        var starts = [Int](repeating: 0, count: blocks.count)
        var placed: [Int] = []
        var total = 0
        let order = blocks.indices.sorted { (blocks[$1].count, $0) < (blocks[$0].count, $1) }
        for block in order {
            var start = 0
            // `placed` is ordered by start, so the first gap that is wide enough is the lowest.
            for other in placed where blocks[other].lifetime.overlaps(blocks[block].lifetime) {
                if start + blocks[block].count <= starts[other] { break }
                start = max(start, starts[other] + blocks[other].count)
            }
            starts[block] = start
            total = max(total, start + blocks[block].count)
            placed.insert(block, at: placed.firstIndex { starts[$0] > start } ?? placed.count)
        }
        (self.starts, count) = (starts, total)
    }
}
