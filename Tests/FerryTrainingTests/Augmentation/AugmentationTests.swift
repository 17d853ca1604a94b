import FerryCore
import FerryTraining
import Testing

struct `Augmentation against Keras` {
    @Test func `every fill mode is recorded, on pictures that are not square too`() {
        #expect(Set(RecordedChanges.all.map(\.mode)) == Set(Augmentation.FillMode.allCases))
        #expect(RecordedChanges.all.contains { $0.size[0] != $0.size[1] && $0.size[2] > 1 })
    }

    @Test(arguments: RecordedChanges.all)
    func `the same parameters make the same picture`(_ recorded: RecordedChanges) {
        let augmentation = Augmentation(fillMode: recorded.mode, fillValue: RecordedChanges.fill)
        let (height, width, channels) = (recorded.size[0], recorded.size[1], recorded.size[2])
        var output = [Float](repeating: .nan, count: recorded.size.elementCount)
        for (index, transform) in recorded.transforms.enumerated() {
            let image = recorded.picture(index, of: recorded.images)
            var span = output.mutableSpan
            augmentation.apply(transform, to: image.span, height: height, width: width, channels: channels, into: &span)
            let expected = recorded.picture(index, of: recorded.outputs)
            let difference = zip(output, expected).map { abs($0 - $1) }.max() ?? .infinity
            #expect(difference <= 1e-5, "picture \(index): \(transform)")
        }
    }
}

struct `Augmenting pictures` {
    /// The documented pipeline's.
    static let documented = Augmentation(rotation: 10, widthShift: 0.1, heightShift: 0.1, zoom: 0.9...1.1)
    private static let every = Augmentation(
        rotation: 30, widthShift: 0.2, heightShift: 3, shear: 5, zoom: 0.5...2, flipsHorizontally: true, flipsVertically: true)

    private static let noise: DataSet = {
        var generator = SplitMix64(state: 3)
        return DataSet(
            name: "noise", height: 6, width: 9, channels: 2, bytes: (0..<20 * 108).map { _ in UInt8(generator.next() & 255) },
            labels: [Int](repeating: 0, count: 20), classNames: ["noise"])
    }()

    private static func picture(
        _ index: Int, _ augmentation: Augmentation = every, seed: UInt64 = 1, epoch: Int = 2, of set: DataSet = noise
    ) -> [Float] {
        var output = [Float](repeating: .nan, count: set.imageCount)
        var span = output.mutableSpan
        set.readImage(index, augmentation, for: SampleKey(seed: seed, epoch: epoch, sample: index), into: &span)
        return output
    }

    @Test func `depends on seed, epoch and sample alone`() {
        let first = (0..<20).map { Self.picture($0) }
        #expect((0..<20).reversed().map { Self.picture($0) } == first.reversed())
        #expect(Self.picture(4, seed: 2) != first[4])
        #expect(Self.picture(4, epoch: 3) != first[4])
        #expect(Set(first).count == 20)
    }

    @Test func `of bytes is that of their fractions`() {
        let numbers = DataSet(
            name: "numbers", height: 6, width: 9, channels: 2, numbers: (0..<20).flatMap { Self.noise[$0] },
            labels: Self.noise.labels, classNames: ["noise"])
        for index in 0..<20 {
            let pair = zip(Self.picture(index), Self.picture(index, of: numbers))
            #expect(pair.allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }

    @Test func `without any change leaves the picture as it is`() {
        for index in 0..<20 { #expect(Self.picture(index, Augmentation()) == Self.noise[index]) }
    }

    /// A picture of 6×9×2 with its rows or columns in the other order.
    private static func mirrored(_ image: [Float], rows: Bool) -> [Float] {
        var result: [Float] = []
        for row in 0..<6 {
            for column in 0..<9 {
                let pixel = rows ? (5 - row) * 9 + column : row * 9 + 8 - column
                result += image[pixel * 2..<pixel * 2 + 2]
            }
        }
        return result
    }

    @Test(arguments: [false, true])
    func `mirrors where it flips`(rows: Bool) {
        let augmentation = Augmentation(flipsHorizontally: !rows, flipsVertically: rows)
        var count = 0
        for index in 0..<20 {
            let image = Self.noise[index]
            let picture = Self.picture(index, augmentation)
            let isMirrored = picture == Self.mirrored(image, rows: rows)
            #expect(isMirrored != (picture == image))
            count += isMirrored ? 1 : 0
        }
        #expect((3...17).contains(count))
    }

    /// Draws of 20,000 pictures.
    private static func draws(_ augmentation: Augmentation, _ value: (Augmentation.Transform) -> Double) -> [Double] {
        (0..<20_000).map { sample in
            value(augmentation.transform(for: SampleKey(seed: 5, epoch: sample % 7, sample: sample), height: 10, width: 20))
        }
    }

    /// A parameter and the bounds that it is uniform between.
    private static let uniform: [(String, @Sendable (Augmentation.Transform) -> Double, ClosedRange<Double>)] = [
        ("rotation", { $0.rotation }, -30...30), ("shear", { $0.shear }, -5...5), ("zx", { $0.zx }, 0.5...2),
        ("zy", { $0.zy }, 0.5...2),
        // A fraction of the width moves along ty, and pixels along tx: Keras exchanges its axes.
        ("ty", { $0.ty }, -4...4), ("tx", { $0.tx }, -3...3),
    ]

    @Test(arguments: 0..<6)
    func `draws uniformly between the bounds`(parameter: Int) {
        let (name, value, bounds) = Self.uniform[parameter]
        let draws = Self.draws(Self.every, value).sorted()
        let width = bounds.upperBound - bounds.lowerBound
        #expect(draws.allSatisfy(bounds.contains), "\(name)")
        // Kolmogorov and Smirnov: 1.95/√n is passed once in a thousand times; the seed is fixed.
        let largest = draws.enumerated().map { abs(($1 - bounds.lowerBound) / width - Double($0) / 20_000) }.max() ?? 1
        #expect(largest < 1.95 / 20_000.0.squareRoot(), "\(name)")
    }

    @Test func `draws the parameters independently, and half of the flips`() {
        let rows =
            Self.uniform.map { Self.draws(Self.every, $0.1) } + [
                Self.draws(Self.every) { $0.flipsHorizontally ? 1 : 0 }, Self.draws(Self.every) { $0.flipsVertically ? 1 : 0 },
            ]
        for flip in rows.suffix(2) { #expect(abs(flip.reduce(0, +) / 20_000 - 0.5) < 0.015) }
        func centred(_ row: [Double]) -> [Double] {
            let mean = row.reduce(0, +) / 20_000
            let deviation = (row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000).squareRoot()
            return row.map { ($0 - mean) / deviation }
        }
        let normal = rows.map(centred)
        for first in normal.indices {
            for second in 0..<first {
                let correlation = zip(normal[first], normal[second]).reduce(0) { $0 + $1.0 * $1.1 } / 20_000
                #expect(abs(correlation) < 0.035, "\(first) and \(second)")
            }
        }
    }

    @Test func `goes through JSON and back`() throws {
        #expect(try Augmentation(Self.every.json) == Self.every)
        let short = try Augmentation(["zoom_range": 0.1, "rotation_range": 10])
        #expect(short == Augmentation(rotation: 10, zoom: 0.9...1.1))
    }

    private static let senseless: [(JSONValue, String)] = [
        (["rotation": 10], "rotation_range"), (["zoom_range": [1.1, 0.9]], "zoom_range"), (["zoom_range": 1], "zoom_range"),
        (["fill_mode": "mirror"], "nearest, constant"), (["rotation_range": -3], "-3"),
        (["horizontal_flip": 1], "true or false"), (["cval": "x"], "cval"),
    ]

    @Test(arguments: senseless)
    func `refuses settings that make no sense`(json: JSONValue, words: String) throws {
        let error = try #require(throws: FerryError.self) { try Augmentation(json) }
        let block = [error.problem, error.expected, error.found, error.remedy].compactMap(\.self).joined(separator: "\n")
        #expect(error.code == .malformed)
        #expect(block.contains(words), "\(error)")
    }
}
