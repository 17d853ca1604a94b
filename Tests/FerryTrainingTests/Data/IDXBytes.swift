import FerryArchive
import FerryTraining
import FixtureCases
import Foundation

/// An IDX file in memory, sound or not.
struct IDXBytes {
    var type: UInt8 = 8
    var shape: [Int]
    var elements: [UInt8]

    static let images = IDXBytes(shape: [3, 2, 2], elements: [0, 255, 51, 102, 1, 2, 3, 4, 5, 6, 7, 8])
    static let labels = IDXBytes(shape: [3], elements: [7, 0, 9])

    var bytes: [UInt8] {
        let sizes = shape.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } }
        return [0, 0, type, UInt8(shape.count)] + sizes + elements
    }
}

/// A folder of IDX files, and the error block that reading it ends in.
struct IDXPlace {
    let folder: TemporaryFolder

    init(_ files: [String: [UInt8]]) throws {
        folder = try TemporaryFolder()
        for (name, bytes) in files { _ = try folder.file(name, Data(bytes)) }
    }

    func load(_ part: DataPart, classCount: Int? = nil) throws -> DataSet {
        var source = DataSource(folder.path)
        source.classCount = classCount
        return try source.load(part)
    }
}
