import FerryTraining
import Testing

struct `Data sets` {
    /// Four pictures of 1×2 pixels.
    private let four = DataSet(
        name: "four", height: 1, width: 2, channels: 1, bytes: [0, 255, 51, 102, 1, 2, 254, 128], labels: [0, 1, 1, 0],
        classNames: ["no", "yes"])

    @Test func `bytes are read as fractions of 255`() {
        #expect(four[0] == [0, 1])
        #expect(four[1] == [51 / 255, 102 / 255])
        #expect(four[3] == [254 / 255, 128 / 255])
    }

    @Test func `numbers are read as they are`() {
        let set = DataSet(
            name: "n", height: 1, width: 1, channels: 2, numbers: [-3, 7, 0.5, 300], labels: [0, 0], classNames: ["one"])
        #expect(set[1] == [0.5, 300])
        #expect(set[1..<2][0] == [0.5, 300])
    }

    @Test func `a part knows its own pictures`() {
        let part = four[1..<3][1..<2]
        #expect(part.count == 1)
        #expect(part[0] == four[2])
        #expect(part.labels == [1])
    }

    @Test func `a subset keeps the order asked for`() {
        let subset = four[1..<4].subset([2, 0, 2])
        #expect(subset.labels == [0, 1, 0])
        #expect(subset[0] == four[3])
        #expect(subset[1] == four[1])
        #expect(subset[2] == four[3])
    }

    @Test(arguments: [(0.0, 4), (0.25, 3), (0.3, 2), (1.0, 0)])
    func `the last fraction is held out`(fraction: Double, kept: Int) {
        let (train, validation) = four.split(holdingOut: fraction)
        #expect(train.count == kept)
        #expect(validation.labels == Array(four.labels[kept...]))
    }

    @Test func `an epoch's order is a permutation of its own, and always the same`() {
        let set = DataSet(
            name: "many", height: 1, width: 1, channels: 1, bytes: [UInt8](repeating: 0, count: 1000),
            labels: [Int](repeating: 0, count: 1000), classNames: ["one"])
        let order = set.permutation(seed: 7, epoch: 3)
        #expect(order.sorted() == Array(0..<1000))
        #expect(order == set.permutation(seed: 7, epoch: 3))
        #expect(order != set.permutation(seed: 7, epoch: 4))
        #expect(order != set.permutation(seed: 8, epoch: 3))
        #expect(four.permutation(seed: 0, epoch: 0).sorted() == [0, 1, 2, 3])
    }

    @Test func `every position is as likely as any other to come first`() {
        var counts = [0, 0, 0, 0]
        for epoch in 0..<4000 { counts[four.permutation(seed: 1, epoch: epoch)[0]] += 1 }
        // Five standard deviations of a binomial count.
        #expect(counts.allSatisfy { abs($0 - 1000) < 137 })
    }
}
