extension DataSet {
    /// Writes picture `index` as a model sees it, `[height, width, channels]`: bytes divided by 255, numbers as they are.
    ///
    /// - Precondition: `output` has ``imageCount`` elements.
    public func readImage(_ index: Int, into output: inout MutableSpan<Float>) {
        precondition(labels.indices.contains(index) && output.count == imageCount)
        let first = index * imageCount
        switch samples {
        case .bytes(let bytes):
            let source = bytes.span.extracting(first..<first + imageCount)
            for position in output.indices { output[position] = Float(source[position]) / 255 }
        case .numbers(let numbers):
            let source = numbers.span.extracting(first..<first + imageCount)
            for position in output.indices { output[position] = source[position] }
        }
    }

    /// Picture `index` as a model sees it, `[height, width, channels]`.
    public subscript(index: Int) -> [Float] {
        var image = [Float](repeating: 0, count: imageCount)
        var span = image.mutableSpan
        readImage(index, into: &span)
        return image
    }
}
