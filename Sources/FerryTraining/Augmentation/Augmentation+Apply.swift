internal import FerryCore

extension Augmentation {
    /// Changes a picture: Keras's `apply_transform` with bilinear interpolation.
    ///
    /// - Parameters:
    ///   - image: `[height, width, channels]`.
    ///   - output: of the same size; everything is written.
    /// - Precondition: both spans are of that size, and the transform is finite.
    public func apply(
        _ transform: Transform, to image: Span<Float>, height: Int, width: Int, channels: Int,
        into output: inout MutableSpan<Float>
    ) {
        resampling(transform, height: height, width: width, channels: channels).run(image, into: &output)
    }

    func resampling(_ transform: Transform, height: Int, width: Int, channels: Int) -> Resampling {
        let map = AffineMap(transform, height: height, width: width)
        return Resampling(
            height: height, width: width, channels: channels, row: map.row, column: map.column, border: fillMode.border,
            fill: fillValue, flipsRows: transform.flipsVertically, flipsColumns: transform.flipsHorizontally)
    }
}

extension Augmentation.FillMode {
    fileprivate var border: Resampling.Border {
        switch self {
        case .nearest: .nearest
        case .constant: .constant
        case .reflect: .reflect
        case .wrap: .wrap
        }
    }
}

extension DataSet {
    /// Writes picture `index`, changed as `augmentation` draws it for `key`, as a model sees it; nothing is allocated.
    ///
    /// - Precondition: `output` has ``imageCount`` elements.
    public func readImage(
        _ index: Int, _ augmentation: Augmentation, for key: SampleKey, into output: inout MutableSpan<Float>
    ) {
        precondition(labels.indices.contains(index))
        let transform = augmentation.transform(for: key, height: height, width: width)
        let resampling = augmentation.resampling(transform, height: height, width: width, channels: channels)
        let range = index * imageCount..<(index + 1) * imageCount
        switch samples {
        case .bytes(let bytes): resampling.run(bytes.span.extracting(range), into: &output)
        case .numbers(let numbers): resampling.run(numbers.span.extracting(range), into: &output)
        }
    }
}
