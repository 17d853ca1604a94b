internal import FerryImages
internal import FerryTraining

/// Grey pictures side by side in one.
struct ContactSheet {
    static let standardCount = 600
    private let set: DataSet
    private let columnCount: Int

    /// - Parameter set: of one channel.
    init(_ set: DataSet) {
        precondition(set.channels == 1 && set.count > 0)
        self.set = set
        // Half again as wide as high, which is how screens are.
        columnCount = max(1, Int((Double(set.count) * 1.5).squareRoot().rounded()))
    }

    var picture: Picture {
        let rowCount = (set.count + columnCount - 1) / columnCount
        let width = columnCount * set.width
        var pixels = [UInt8](repeating: 0, count: rowCount * set.height * width)
        for index in 0..<set.count {
            let (top, left) = (index / columnCount * set.height, index % columnCount * set.width)
            let image = PixelPlane(height: set.height, width: set.width, channels: 1, elements: set[index]).bytes
            for row in 0..<set.height {
                let start = (top + row) * width + left
                pixels.replaceSubrange(start..<start + set.width, with: image[row * set.width..<(row + 1) * set.width])
            }
        }
        return Picture(width: width, height: rowCount * set.height, grey: pixels)
    }
}
