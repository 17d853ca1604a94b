extension DataSet {
    /// The pictures of a range, without copying them.
    public subscript(range: Range<Int>) -> DataSet {
        DataSet(
            name: name, height: height, width: width, channels: channels,
            samples: samples.dropping(to: range.lowerBound * imageCount..<range.upperBound * imageCount),
            labels: Array(labels[range]), classNames: classNames)
    }

    /// The pictures at `indices`, in their order.
    public func subset(_ indices: [Int]) -> DataSet {
        let chosen: Samples
        switch samples {
        case .bytes(let bytes): chosen = .bytes(gather(bytes, at: indices)[...])
        case .numbers(let numbers): chosen = .numbers(gather(numbers, at: indices)[...])
        }
        return DataSet(
            name: name, height: height, width: width, channels: channels, samples: chosen, labels: indices.map { labels[$0] },
            classNames: classNames)
    }

    /// Holds out the last part, as the `validation_split` of Keras's `fit` does: nothing is shuffled before.
    ///
    /// - Parameter fraction: of the pictures, 0 to 1; as in Keras, ⌊count · (1 − fraction)⌋ are kept to train on.
    public func split(holdingOut fraction: Double) -> (train: DataSet, validation: DataSet) {
        precondition((0...1).contains(fraction), "\(fraction) is no fraction")
        let kept = Int((Double(count) * (1 - fraction)).rounded(.down))
        return (self[0..<kept], self[kept..<count])
    }

    /// The order in which an epoch takes the pictures: a shuffle that depends on the seed, the epoch and ``count`` alone.
    public func permutation(seed: UInt64, epoch: Int) -> [Int] {
        var order = Array(0..<count)
        var generator = RandomStream.shuffling.generator(seed: seed, UInt64(epoch))
        // Fisher and Yates, "Statistical tables", in Durstenfeld's form.
        for last in order.indices.dropFirst().reversed() { order.swapAt(last, generator.index(below: last + 1)) }
        return order
    }

    private func gather<Element>(_ elements: ArraySlice<Element>, at indices: [Int]) -> [Element] {
        var gathered: [Element] = []
        gathered.reserveCapacity(indices.count * imageCount)
        for index in indices {
            let first = elements.startIndex + index * imageCount
            gathered += elements[first..<first + imageCount]
        }
        return gathered
    }
}
