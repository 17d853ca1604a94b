internal import FerryCore
internal import Synchronization

/// Feeds a training step with a batch of a data set, and measures it.
final class BatchWork: TrainingWork {
    private let data: DataSet
    private let head: LossHead
    private let seed: UInt64
    private let shuffles: Bool
    private let augmentation: Augmentation?
    /// What each shard of the batch came to.
    private let shards: Mutex<[RunningMetrics]>
    private var order: [Int] = []
    private var epoch = -1
    private(set) var first = 0
    private(set) var count = 0

    init(_ data: DataSet, _ head: LossHead, _ options: TrainingOptions) {
        (self.data, self.head) = (data, head)
        (seed, shuffles, augmentation) = (options.seed, options.shuffles, options.augmentation)
        shards = Mutex([RunningMetrics](repeating: RunningMetrics(), count: Sharding.limit))
    }

    /// Chooses the samples from `first` on in the epoch's order.
    func begin(epoch: Int, first: Int, count: Int) {
        if epoch != self.epoch {
            order = shuffles ? data.permutation(seed: seed, epoch: epoch) : Array(0..<data.count)
            self.epoch = epoch
        }
        (self.first, self.count) = (first, count)
        shards.withLock { shards in
            for index in shards.indices { shards[index] = RunningMetrics() }
        }
    }

    /// What the batch came to, added up in the shards' order.
    var metrics: RunningMetrics {
        shards.withLock { shards in
            var sum = RunningMetrics()
            for shard in shards { sum.add(shard) }
            return sum
        }
    }

    /// The first picture of the batch that holds something else than finite numbers.
    var unusablePicture: Int? {
        order[first..<first + count].first { index in !data[index].allSatisfy(\.isFinite) }
    }

    func fill(_ samples: Range<Int>, input: String, into elements: inout MutableSpan<Float>) {
        for (place, sample) in samples.enumerated() {
            var image = elements._mutatingExtracting(place * data.imageCount..<(place + 1) * data.imageCount)
            let index = order[first + sample]
            if let augmentation {
                data.readImage(index, augmentation, for: SampleKey(seed: seed, epoch: epoch, sample: index), into: &image)
            } else {
                data.readImage(index, into: &image)
            }
        }
    }

    func differentiate(_ samples: Range<Int>, shard: Int, output: Span<Float>, gradient: inout MutableSpan<Float>) {
        var metrics = RunningMetrics()
        let size = head.outputCount
        for (place, sample) in samples.enumerated() {
            let row = place * size..<(place + 1) * size
            let label = data.labels[order[first + sample]]
            metrics.add(
                loss: head.function(output, row: row, label: label),
                isCorrect: Prediction.label(output, row: row, head.function.form) == label)
            head.function.differentiate(output, row: row, label: label, scale: 1 / Double(count), into: &gradient)
        }
        shards.withLock { $0[shard] = metrics }
    }
}
