import FerryTraining
import Testing

struct `Drawn digits` {
    private let digits = DrawnDigits(seed: 0)

    @Test(arguments: [
        (DataPart.train, UInt64(0), UInt32(0x4aed_0605)), (.test, 0, 0x3ef1_e51d), (.train, 1, 0xda63_85cb),
    ])
    func `are the same on every machine`(part: DataPart, seed: UInt64, checksum: UInt32) {
        #expect(DrawnDigits(seed: seed).dataSet(part, count: 500).checksum == checksum)
    }

    @Test func `depend on their number alone, whoever draws them`() async {
        let set = digits.dataSet(.train, count: 200)
        await withTaskGroup(of: (Int, Int, [UInt8]).self) { group in
            for number in (0..<200).reversed() {
                group.addTask { [digits] in
                    let (label, picture) = digits.digit(number, of: .train)
                    return (number, label, picture)
                }
            }
            for await (number, label, picture) in group {
                #expect(label == set.labels[number])
                let read = picture.map { Float($0) / 255 }
                #expect(read == set[number])
            }
        }
    }

    @Test func `of another part or seed are others`() {
        let sets = [
            digits.dataSet(.train, count: 300), digits.dataSet(.test, count: 300),
            DrawnDigits(seed: 1).dataSet(.train, count: 300),
        ]
        let pictures = sets.flatMap { set in (0..<300).map { set[$0] } }
        #expect(Set(pictures).count == 900)
    }

    @Test func `are every digit about as often`() {
        let labels = digits.dataSet(.train, count: 5000).labels
        for digit in 0..<10 {
            // Five standard deviations of a binomial count.
            #expect(abs(labels.count { $0 == digit } - 500) < 106, "\(digit)")
        }
    }

    @Test func `lie as MNIST's do: in a box of 20 pixels, their mass in the middle`() {
        for number in 0..<2000 {
            let (_, picture) = digits.digit(number, of: .test)
            var (mass, rows, columns) = (0, 0, 0)
            var (top, bottom, left, right) = (27, 0, 27, 0)
            for (place, ink) in picture.enumerated() where ink > 0 {
                let (row, column) = (place / 28, place % 28)
                mass += Int(ink)
                rows += Int(ink) * row
                columns += Int(ink) * column
                if ink > 127 {
                    (top, bottom, left, right) = (min(top, row), max(bottom, row), min(left, column), max(right, column))
                }
            }
            let centre = (Double(rows) / Double(mass), Double(columns) / Double(mass))
            // The cut is by whole pixels, before shades are rounded to bytes.
            #expect(abs(centre.0 - 14) < 0.51 && abs(centre.1 - 14) < 0.51, "digit \(number): \(centre)")
            let longer = max(bottom - top, right - left) + 1
            #expect((19...21).contains(longer), "digit \(number): \(longer) pixels")
        }
    }

    @Test func `have soft edges and full ink`() {
        let set = digits.dataSet(.test, count: 500)
        for number in 0..<500 {
            let picture = set[number]
            #expect(picture.max() ?? 0 > 0.7, "digit \(number)")
            #expect(picture.count { $0 > 0.05 && $0 < 0.9 } > 15, "digit \(number)")
        }
    }

    @Test func `are a data source that needs no files`() throws {
        var source = DataSource(DataSource.drawnName)
        #expect(try source.holds(.train) && source.holds(.test))
        let set = try source.load(.test)
        #expect(set.count == DrawnDigits.standardCount(.test))
        #expect(set.classNames == DataSet.digitNames)
        source.seed = 5
        #expect(try source.load(.test).checksum != set.checksum)
    }
}
