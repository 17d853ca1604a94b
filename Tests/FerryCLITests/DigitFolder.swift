import FixtureCases
import Foundation

/// A folder of IDX files as MNIST has them: noise, and a bright row that tells the class.
final class DigitFolder {
    let folder: TemporaryFolder
    var path: String { folder.path }

    /// - Parameters:
    ///   - change: what is done to pictures, labels and picture sizes before they are written.
    init(training: Int = 96, test: Int = 32, _ change: (inout Part) -> Void = { _ in }) throws {
        folder = try TemporaryFolder()
        for (name, count) in [("train", training), ("t10k", test)] {
            var part = Part(name: name, count: count)
            change(&part)
            _ = try folder.file("\(name)-images-idx3-ubyte", Data(part.imageFile))
            _ = try folder.file("\(name)-labels-idx1-ubyte", Data(part.labelFile))
        }
    }

    struct Part {
        let name: String
        var side = 28
        var labels: [UInt8]
        /// How many bytes are cut off the end of the pictures.
        var cut = 0
        var type: UInt8 = 8

        init(name: String, count: Int) {
            self.name = name
            labels = (0..<count).map { UInt8($0 * 7 % 10) }
        }

        var imageFile: [UInt8] {
            var pixels: [UInt8] = []
            for (index, label) in labels.enumerated() {
                for place in 0..<side * side {
                    let noise = (place * 31 + index * 17 + place * index) % 61
                    pixels.append(place / side == 2 * Int(label) + 4 ? 255 : UInt8(noise))
                }
            }
            let file: [UInt8] = Self.header(type, [labels.count, side, side]) + pixels
            return Array(file.dropLast(cut))
        }

        var labelCount: Int?
        var labelFile: [UInt8] {
            let labels = labels.prefix(labelCount ?? labels.count)
            return Self.header(8, [labels.count]) + labels
        }

        private static func header(_ type: UInt8, _ shape: [Int]) -> [UInt8] {
            var bytes: [UInt8] = [0, 0, type, UInt8(shape.count)]
            for size in shape { bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } }
            return bytes
        }
    }
}
