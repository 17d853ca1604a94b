/// Pixels as numbers: `[height, width, channels]`, row-major.
public struct PixelPlane: Hashable, Sendable {
    public let height: Int
    public let width: Int
    public let channels: Int
    public var elements: [Float]

    /// - Precondition: `elements` fill the plane.
    public init(height: Int, width: Int, channels: Int, elements: [Float]) {
        precondition(elements.count == height * width * channels, "\(elements.count) elements do not fill the plane")
        self.height = height
        self.width = width
        self.channels = channels
        self.elements = elements
    }

    /// The elements as bytes, 1 as 255; what is outside of 0 to 1 is clamped.
    public var bytes: [UInt8] { elements.map { UInt8(min(255, max(0, ($0 * 255).rounded()))) } }

    /// The part that begins at (`top`, `left`); what lies outside is 0.
    public func cropped(top: Int, left: Int, height newHeight: Int, width newWidth: Int) -> PixelPlane {
        var part = [Float](repeating: 0, count: newHeight * newWidth * channels)
        for row in max(0, -top)..<max(0, -top, min(newHeight, height - top)) {
            for column in max(0, -left)..<max(0, -left, min(newWidth, width - left)) {
                for channel in 0..<channels {
                    part[(row * newWidth + column) * channels + channel] =
                        elements[((row + top) * width + column + left) * channels + channel]
                }
            }
        }
        return PixelPlane(height: newHeight, width: newWidth, channels: channels, elements: part)
    }

    /// The same picture in another size, by a triangle filter that is as wide as a pixel of the coarser grid.
    ///
    /// That is bilinear interpolation where the picture grows, and averaging where it shrinks: Pillow's `BILINEAR`.
    public func resized(height newHeight: Int, width newWidth: Int) -> PixelPlane {
        let across = resizedAlong(count: width, to: newWidth, lines: height, lineStride: width * channels, step: channels)
        let wide = PixelPlane(height: height, width: newWidth, channels: channels, elements: across)
        guard newHeight != height else { return wide }
        return wide.resizedDown(to: newHeight)
    }

    private func resizedAlong(count: Int, to newCount: Int, lines: Int, lineStride: Int, step: Int) -> [Float] {
        guard newCount != count else { return elements }
        let filter = TriangleFilter(from: count, to: newCount)
        var output: [Float] = []
        output.reserveCapacity(lines * newCount * step)
        for line in 0..<lines {
            for position in 0..<newCount {
                for channel in 0..<step {
                    var sum: Float = 0
                    for (offset, weight) in filter.weights[position].enumerated() {
                        sum += weight * elements[line * lineStride + (filter.starts[position] + offset) * step + channel]
                    }
                    output.append(sum)
                }
            }
        }
        return output
    }

    private func resizedDown(to newHeight: Int) -> PixelPlane {
        let filter = TriangleFilter(from: height, to: newHeight)
        let rowCount = width * channels
        var output = [Float](repeating: 0, count: newHeight * rowCount)
        for row in 0..<newHeight {
            for (offset, weight) in filter.weights[row].enumerated() {
                let source = (filter.starts[row] + offset) * rowCount
                for index in 0..<rowCount { output[row * rowCount + index] += weight * elements[source + index] }
            }
        }
        return PixelPlane(height: newHeight, width: width, channels: channels, elements: output)
    }
}

/// For each new position, which old ones count and how much; the weights of one position sum to 1.
private struct TriangleFilter {
    var starts: [Int] = []
    var weights: [[Float]] = []

    init(from count: Int, to newCount: Int) {
        let scale = Double(count) / Double(newCount)
        let support = max(1, scale)
        for position in 0..<newCount {
            let centre = (Double(position) + 0.5) * scale
            let start = max(0, Int((centre - support + 0.5).rounded(.down)))
            let end = min(count, Int((centre + support + 0.5).rounded(.down)))
            let distances = (start..<end).map { abs(Double($0) + 0.5 - centre) / support }
            let raw = distances.map { max(0, 1 - $0) }
            let sum = raw.reduce(0, +)
            starts.append(start)
            weights.append(raw.map { Float($0 / sum) })
        }
    }
}
