import FerryArchive
import FerryCore
import FerryTraining
import FixtureCases
import Testing

/// Pictures that real Keras changed, of `Fixtures/training/augmentations.npz`.
struct RecordedChanges: Sendable, CustomTestStringConvertible {
    let mode: Augmentation.FillMode
    /// Of one picture: height, width, channels.
    let size: [Int]
    let images: Tensor<Float>
    let transforms: [Augmentation.Transform]
    let outputs: Tensor<Float>

    var testDescription: String { "\(size.map(String.init).joined(separator: "×")), \(mode.rawValue)" }

    /// `cval` of the recording.
    static let fill: Float = 0.25

    static let all: [RecordedChanges] = {
        do {
            let arrays = try NPZ.read(try FileByteSource(path: FixtureCase.folder + "training/augmentations.npz"))
            let sources = Dictionary(uniqueKeysWithValues: arrays.map { ($0.name, $0.source) })
            return try arrays.map(\.name).filter { $0.contains("/outputs/") }.map { name in
                let words = name.split(separator: "/").map(String.init)
                let images = try #require(sources[words[0] + "/images"]).loadFloat()
                let rows = try #require(sources[words[0] + "/parameters"]).loadDouble()
                return RecordedChanges(
                    mode: try #require(Augmentation.FillMode(rawValue: words[2])), size: Array(images.shape.dropFirst()),
                    images: images, transforms: (0..<rows.shape[0]).map { transform(rows, $0) },
                    outputs: try #require(sources[name]).loadFloat())
            }
        } catch {
            preconditionFailure("the recording cannot be read: \(error)")
        }
    }()

    private static func transform(_ rows: Tensor<Double>, _ index: Int) -> Augmentation.Transform {
        let row = Array(rows.elements[index * 8..<(index + 1) * 8])
        return Augmentation.Transform(
            rotation: row[0], tx: row[1], ty: row[2], shear: row[3], zx: row[4], zy: row[5], flipsHorizontally: row[6] == 1,
            flipsVertically: row[7] == 1)
    }

    func picture(_ index: Int, of pictures: Tensor<Float>) -> [Float] {
        Array(pictures.elements[index * size.elementCount..<(index + 1) * size.elementCount])
    }
}
