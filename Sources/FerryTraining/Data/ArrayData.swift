internal import FerryArchive
internal import FerryCore

/// A data set in one `.npz`: `x_train`, `y_train`, `x_test`, `y_test`, as Keras's `mnist.npz` has them.
struct ArrayData {
    private let path: String
    private let arrays: [String: any TensorSource]

    /// - Throws: what reading the archive throws.
    init(_ path: String) throws(FerryError) {
        self.path = path
        arrays = Dictionary(
            try NPZ.read(try FileByteSource(path: path)).map { ($0.name, $0.source) }, uniquingKeysWith: { first, _ in first })
    }

    func holds(_ part: DataPart) -> Bool { arrays["x_\(part.rawValue)"] != nil || arrays["y_\(part.rawValue)"] != nil }

    /// - Throws: `missingFile` where an array is not there; `unsupported` for other element types than bytes and floating point,
    ///   and integers as labels; `mismatch` for other shapes; `malformed` for numbers that are not finite, and for labels that
    ///   name no class.
    func read(_ part: DataPart, classCount: Int?) throws(FerryError) -> DataSet {
        let (source, place) = try array("x_\(part.rawValue)")
        let shape = source.shape
        guard (3...4).contains(shape.count), shape.dropFirst().allSatisfy({ $0 > 0 }) else {
            throw FerryError(
                .mismatch, "the array does not hold pictures", expected: "count×height×width, or count×height×width×channels",
                found: shape.isEmpty ? "a number" : shape.map(String.init).joined(separator: "×"), at: place)
        }
        let (labels, labelPlace) = try self.labels("y_\(part.rawValue)")
        let classNames = try Labels.checked(
            labels, pictureCount: shape[0], classNames: Labels.numberNames(classCount), at: labelPlace)
        return DataSet(
            name: "\(path) (\(part.rawValue))", height: shape[1], width: shape[2], channels: shape.count == 4 ? shape[3] : 1,
            samples: try samples(source, at: place), labels: labels, classNames: classNames)
    }

    private func array(_ name: String) throws(FerryError) -> (any TensorSource, Location) {
        let place = Location(file: path, path: name + ".npy")
        guard let source = arrays[name] else {
            throw FerryError(
                .missingFile, "the archive lacks the array '\(name)'", expected: "x_train, y_train, x_test and y_test",
                found: arrays.keys.sorted().joined(separator: ", "), at: place)
        }
        return (source, place)
    }

    private func samples(_ source: any TensorSource, at place: Location) throws(FerryError) -> DataSet.Samples {
        switch source.element {
        case .uint8: return .bytes(try source.bytes(0..<source.byteCount)[...])
        case .float16, .float32, .float64:
            let numbers = try source.loadFloat().elements
            guard let bad = numbers.firstIndex(where: { !$0.isFinite }) else { return .numbers(numbers[...]) }
            throw FerryError(
                .malformed, "a picture holds a number that is not finite", expected: "finite numbers",
                found: "\(numbers[bad]) at \(source.shape.coordinates(ofElement: bad))", at: place, remedy: "correct the data")
        default:
            throw FerryError(
                .unsupported, "the pictures are of another element type", expected: "uint8, or floating point",
                found: source.element.rawValue, at: place, remedy: "convert the array with astype before saving it")
        }
    }

    private func labels(_ name: String) throws(FerryError) -> ([Int], Location) {
        let (source, place) = try array(name)
        guard source.shape.count == 1 || source.shape.count == 2 && source.shape[1] == 1 else {
            throw FerryError(
                .mismatch, "the array does not hold a class for each picture", expected: "count, or count×1",
                found: source.shape.map(String.init).joined(separator: "×"), at: place,
                remedy: "turn one-hot rows into classes with argmax")
        }
        let bytes = try source.bytes(0..<source.byteCount)
        return (try Self.integers(bytes, source.element, at: place), place)
    }

    private static func integers(
        _ bytes: [UInt8], _ element: ElementType, at place: Location
    ) throws(FerryError) -> [Int] {
        guard !element.isFloatingPoint, element != .bool else {
            throw FerryError(
                .unsupported, "the labels are no integers", expected: "integers", found: element.rawValue, at: place,
                remedy: "convert the array with astype before saving it")
        }
        let isSigned = [.int8, .int16, .int32, .int64].contains(element)
        let width = element.byteCount
        return stride(from: 0, to: bytes.count, by: width).map { start in
            let bits = bytes[start..<start + width].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let unused = 64 - 8 * width
            return isSigned ? Int(Int64(bitPattern: bits << unused) >> unused) : Int(clamping: bits)
        }
    }
}
