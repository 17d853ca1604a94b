internal import FerryArchive
public import FerryCore
public import FerryTraining

/// What a data set holds.
public struct DataReport: Sendable {
    public struct Part: Sendable {
        public let part: DataPart
        public let count: Int
        public let height: Int
        public let width: Int
        public let channels: Int
        /// Pictures of each class, in the classes' order.
        public let classes: [(name: String, count: Int)]
        /// As a model sees the pictures; nothing where there are none.
        public let values: (smallest: Float, largest: Float, mean: Double)?
        /// CRC-32 of all pictures and labels.
        public let checksum: UInt32
    }

    /// As it was given.
    public let source: String
    public let parts: [Part]
}

/// Counts what is in a data set. All of it is read and checked.
///
/// - Throws: as ``DataSource/load(_:)``.
public func describe(_ source: DataSource, progress: Progress = .none) throws(FerryError) -> DataReport {
    var parts: [DataReport.Part] = []
    for part in DataPart.allCases where try source.holds(part) {
        progress("reading \(source.text)", Double(parts.count) / 2)
        parts.append(DataReport.Part(try source.load(part), part))
    }
    progress("reading \(source.text)", 1)
    guard !parts.isEmpty else {
        // What it lacks is told by reading it.
        _ = try source.load(.train)
        throw FerryError(.missingFile, "the data has no pictures", at: Location(file: source.text))
    }
    return DataReport(source: source.text, parts: parts)
}

extension DataReport.Part {
    init(_ set: DataSet, _ part: DataPart) {
        var counts = [Int](repeating: 0, count: set.classNames.count)
        for label in set.labels { counts[label] += 1 }
        var image = [Float](repeating: 0, count: set.imageCount)
        var (smallest, largest, sum) = (Float.infinity, -Float.infinity, 0.0)
        for index in 0..<set.count {
            var span = image.mutableSpan
            set.readImage(index, into: &span)
            for value in image {
                (smallest, largest) = (min(smallest, value), max(largest, value))
                sum += Double(value)
            }
        }
        self.part = part
        (count, height, width, channels) = (set.count, set.height, set.width, set.channels)
        classes = Array(zip(set.classNames, counts))
        values = set.count == 0 ? nil : (smallest, largest, sum / Double(set.count * set.imageCount))
        checksum = set.checksum
    }
}
