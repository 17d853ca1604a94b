internal import FerryCore

/// Handwriting-like digits, drawn as MNIST's are prepared: 28×28 pixels, light on dark, centred by mass in a box of 20 pixels.
///
/// Each digit depends on the seed and its number alone, and is the same on every machine.
public struct DrawnDigits: Sendable {
    public let seed: UInt64

    public init(seed: UInt64 = 0) { self.seed = seed }

    /// The side of each picture.
    public static let side = 28

    /// How many digits a part has unless told otherwise.
    public static func standardCount(_ part: DataPart) -> Int {
        switch part {
        case .train: 12_000
        case .test: 2_000
        }
    }

    /// Draws one digit.
    ///
    /// - Parameter number: 0 and up.
    /// - Returns: which digit it is, and `[28, 28]` bytes, ink 255 on paper 0.
    public func digit(_ number: Int, of part: DataPart) -> (label: Int, picture: [UInt8]) {
        var generator = RandomStream.drawing.generator(seed: seed, part == .train ? 0 : 1, UInt64(number))
        let label = generator.index(below: 10)
        var handwriting = Handwriting(of: label, generator)
        return (label, handwriting.picture(side: Self.side))
    }

    /// Draws a part's first `count` digits.
    public func dataSet(_ part: DataPart, count: Int? = nil) -> DataSet {
        let (pictures, labels) = bytes(part, count: count ?? Self.standardCount(part))
        return DataSet(
            name: "drawn digits (\(part.rawValue), seed \(seed))", height: Self.side, width: Self.side, channels: 1,
            bytes: pictures, labels: labels.map { Int($0) }, classNames: DataSet.digitNames)
    }

    /// A part's first `count` digits, `[count, 28, 28]`, and which they are.
    package func bytes(_ part: DataPart, count: Int) -> (pictures: [UInt8], labels: [UInt8]) {
        var (pictures, labels): ([UInt8], [UInt8]) = ([], [])
        pictures.reserveCapacity(count * Self.side * Self.side)
        for number in 0..<count {
            let (label, picture) = digit(number, of: part)
            pictures += picture
            labels.append(UInt8(label))
        }
        return (pictures, labels)
    }
}
