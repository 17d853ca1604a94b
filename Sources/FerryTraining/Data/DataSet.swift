/// Pictures of one size, each with its class.
///
/// Pictures are kept as they are stored, a byte a sample where the file has bytes, and become numbers when they are read.
public struct DataSet: Sendable {
    /// `[count, height, width, channels]`, row-major.
    enum Samples: Sendable {
        /// Read as 0 to 1.
        case bytes(ArraySlice<UInt8>)
        /// Read as they are.
        case numbers(ArraySlice<Float>)

        var count: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .numbers(let numbers): numbers.count
            }
        }

        func dropping(to range: Range<Int>) -> Samples {
            switch self {
            case .bytes(let bytes): .bytes(bytes[(bytes.startIndex + range.lowerBound)..<(bytes.startIndex + range.upperBound)])
            case .numbers(let numbers):
                .numbers(numbers[(numbers.startIndex + range.lowerBound)..<(numbers.startIndex + range.upperBound)])
            }
        }
    }

    /// What reports call it.
    public let name: String
    public let height: Int
    public let width: Int
    public let channels: Int
    /// One name for each class.
    public let classNames: [String]
    /// For each picture an index into ``classNames``.
    public let labels: [Int]
    let samples: Samples

    /// Takes pictures as bytes, `[count, height, width, channels]`.
    ///
    /// - Precondition: the bytes fill as many pictures as there are labels, and each label names a class.
    public init(
        name: String, height: Int, width: Int, channels: Int, bytes: [UInt8], labels: [Int], classNames: [String]
    ) {
        self.init(
            name: name, height: height, width: width, channels: channels, samples: .bytes(bytes[...]), labels: labels,
            classNames: classNames)
    }

    /// Takes pictures as the numbers that a model shall see, `[count, height, width, channels]`.
    ///
    /// - Precondition: as for bytes.
    public init(
        name: String, height: Int, width: Int, channels: Int, numbers: [Float], labels: [Int], classNames: [String]
    ) {
        self.init(
            name: name, height: height, width: width, channels: channels, samples: .numbers(numbers[...]), labels: labels,
            classNames: classNames)
    }

    init(
        name: String, height: Int, width: Int, channels: Int, samples: Samples, labels: [Int], classNames: [String]
    ) {
        precondition(
            samples.count == labels.count * height * width * channels, "\(samples.count) samples for \(labels.count) labels")
        precondition(labels.allSatisfy(classNames.indices.contains), "a label is past the classes")
        (self.name, self.height, self.width, self.channels) = (name, height, width, channels)
        (self.samples, self.labels, self.classNames) = (samples, labels, classNames)
    }

    /// How many pictures there are.
    public var count: Int { labels.count }

    /// Samples of one picture.
    public var imageCount: Int { height * width * channels }

    /// The digits' names, for data sets whose files name no classes.
    public static let digitNames = (0..<10).map(String.init)
}
