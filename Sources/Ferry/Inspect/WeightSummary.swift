internal import FerryArchive
public import FerryCore

/// One parameter's statistics.
public struct WeightSummary: Hashable, Sendable {
    public var name: String
    public var type: TensorType
    /// Nothing where the elements are no floating-point numbers, or there are none.
    public var range: ClosedRange<Double>?
    public var mean: Double?
    /// Elements that are infinite or not a number; the others make up the range and the mean.
    public var nonFiniteCount: Int
    /// CRC-32 of the little-endian bytes in row-major order: Python's `zlib.crc32(array.tobytes())`.
    public var checksum: UInt32

    /// Reads a tensor in windows.
    init(_ name: String, _ source: any TensorSource) throws(FerryError) {
        var checksum = Checksum()
        var statistics = Statistics()
        let decoding = source.element.isFloatingPoint ? try FloatDecoding(source.element) : nil
        try source.forEachWindow { (window: RawSpan) throws(FerryError) in
            checksum.add(window)
            guard let decoding else { return }
            var elements: [Double] = []
            elements.reserveCapacity(window.byteCount / source.element.byteCount)
            decoding.append(window, to: &elements)
            statistics.add(elements)
        }
        self.name = name
        type = source.type
        range = statistics.count == 0 ? nil : statistics.smallest...statistics.largest
        mean = statistics.count == 0 ? nil : statistics.sum / Double(statistics.count)
        nonFiniteCount = statistics.nonFiniteCount
        self.checksum = checksum.value
    }
}

private struct Statistics {
    var smallest = Double.infinity
    var largest = -Double.infinity
    var sum = 0.0
    var count = 0
    var nonFiniteCount = 0

    mutating func add(_ elements: [Double]) {
        for element in elements {
            guard element.isFinite else {
                nonFiniteCount += 1
                continue
            }
            smallest = min(smallest, element)
            largest = max(largest, element)
            sum += element
            count += 1
        }
    }
}
