/// How a batch is cut: by its size alone, so that the order of all sums is the same on any number of threads.
package struct Sharding: Hashable, Sendable {
    private let samples: Cut

    package init(batch: Int) { samples = Cut(batch, parts: Self.limit) }

    /// Each shard has gradients of its own to add up, so more cost more; fewer keep fewer threads busy.
    package static let limit = 4

    package var count: Int { samples.count }

    /// The samples of a shard; the last one may have fewer.
    package subscript(shard: Int) -> Range<Int> { samples[shard] }
}
