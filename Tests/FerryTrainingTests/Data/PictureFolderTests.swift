import FerryCore
import FerryImages
import FerryTraining
import FixtureCases
import Foundation
import Testing

/// Pictures in a folder, by their paths below it.
private struct PicturePlace {
    let folder: TemporaryFolder
    var source: DataSource

    init(_ files: [String: [UInt8]], folders: [String] = []) throws {
        folder = try TemporaryFolder()
        source = DataSource(folder.path)
        for name in files.keys.map({ ($0 as NSString).deletingLastPathComponent }) + folders {
            try FileManager.default.createDirectory(atPath: folder.path + "/" + name, withIntermediateDirectories: true)
        }
        for (name, bytes) in files { _ = try folder.file(name, Data(bytes)) }
    }

    /// A grey picture of one shade.
    static func grey(_ shade: UInt8, width: Int = 3, height: Int = 2) throws -> [UInt8] {
        try Picture(width: width, height: height, grey: [UInt8](repeating: shade, count: width * height)).png()
    }

    static func red(width: Int = 3, height: Int = 2) throws -> [UInt8] {
        let samples = (0..<width * height).flatMap { _ in [255, 0, 0] as [UInt8] }
        return try Picture(width: width, height: height, samples: samples).png()
    }
}

extension DataSet {
    fileprivate var sizes: [Int] { [count, height, width, channels] }
}

struct `A folder of pictures` {
    @Test func `in two parts has the classes that its folders are named for`() throws {
        let place = try PicturePlace([
            "train/cat/1.png": PicturePlace.grey(10), "train/dog/1.png": PicturePlace.grey(20),
            "train/dog/2.PNG": PicturePlace.grey(30), "test/dog/9.png": PicturePlace.grey(40),
        ])
        let train = try place.source.load(.train)
        #expect(train.classNames == ["cat", "dog"])
        #expect(train.sizes == [3, 2, 3, 1])
        let found = (0..<3).map { "\(train.classNames[train.labels[$0]]) \(Int((train[$0][0] * 255).rounded()))" }
        #expect(found.sorted() == ["cat 10", "dog 20", "dog 30"])
        let test = try place.source.load(.test)
        #expect(test.labels == [1])
        #expect(test[0] == [Float](repeating: 40 / 255, count: 6))
    }

    @Test func `in one part holds every seventh picture out, and trains on none of those`() throws {
        var files: [String: [UInt8]] = [:]
        for number in 0..<21 {
            files["a/\(number + 10).png"] = try PicturePlace.grey(UInt8(number))
            files["b/\(number + 10).png"] = try PicturePlace.grey(UInt8(100 + number))
        }
        let place = try PicturePlace(files)
        let (train, test) = (try place.source.load(.train), try place.source.load(.test))
        #expect(train.count == 36 && test.count == 6)
        func shades(_ set: DataSet) -> Set<Int> { Set((0..<set.count).map { Int((set[$0][0] * 255).rounded()) }) }
        #expect(shades(train).isDisjoint(with: shades(test)))
        #expect(shades(test) == [6, 13, 20, 106, 113, 120])
        for index in 0..<train.count { #expect((train[index][0] * 255 < 99) == (train.labels[index] == 0)) }
        // A run that was resumed has to see the same pictures.
        #expect(try place.source.load(.train).checksum == train.checksum)
        #expect(train.labels != train.labels.sorted())
    }

    @Test func `keeps colours where there are some`() throws {
        let place = try PicturePlace(["train/a/1.png": PicturePlace.grey(9), "train/b/1.png": PicturePlace.red()])
        let set = try place.source.load(.train)
        #expect(set.channels == 3)
        let red = try #require(set.labels.firstIndex(of: 1))
        #expect(set[red].prefix(3).elementsEqual([1, 0, 0]))
        #expect(try !place.source.holds(.test))
    }

    @Test func `of several sizes is brought to one where that is asked for`() throws {
        let place = try PicturePlace([
            "train/a/1.png": PicturePlace.grey(51, width: 8, height: 8), "train/b/1.png": PicturePlace.red(width: 5, height: 3),
        ])
        let set = try DataSource(place.folder.path + ":4x6x1").load(.train)
        #expect(set.sizes == [2, 4, 6, 1])
        let grey = try #require(set.labels.firstIndex(of: 0))
        #expect(set[grey] == [Float](repeating: 0.2, count: 24))
        // The luma of pure red, ITU-R BT.601.
        #expect(set[1 - grey] == [Float](repeating: 76 / 255, count: 24))
        #expect(try DataSource(place.folder.path + ":4x6").load(.train).sizes == [2, 4, 6, 3])
    }

    struct Broken: CustomTestStringConvertible {
        let testDescription: String
        var files: [String: [UInt8]] = [:]
        var folders: [String] = []
        var part = DataPart.train
        let code: FerryError.Code
        /// Below the folder.
        let file: String
        let words: String
    }

    private static let broken: [Broken] = {
        func picture(_ width: Int = 3) -> [UInt8] { (try? PicturePlace.grey(7, width: width)) ?? [] }
        let sound = ["train/a/1.png": picture(), "train/b/1.png": picture()]
        func and(_ name: String, _ bytes: [UInt8]) -> [String: [UInt8]] { sound.merging([name: bytes]) { $1 } }
        return [
            Broken(
                testDescription: "a picture cut short", files: and("train/b/2.png", picture().dropLast(30)), code: .malformed,
                file: "/train/b/2.png", words: "cannot be decoded"),
            Broken(
                testDescription: "text for a picture", files: and("train/b/2.jpg", Array("hello".utf8)), code: .unsupported,
                file: "/train/b/2.jpg", words: "text"),
            Broken(
                testDescription: "something else among them", files: and("train/b/notes.txt", Array("hello".utf8)),
                code: .unsupported, file: "/train/b/notes.txt", words: "notes.txt"),
            Broken(
                testDescription: "folders too deep", files: sound, folders: ["train/b/more"], code: .unsupported,
                file: "/train/b/more", words: "a folder"),
            Broken(
                testDescription: "a class without pictures", files: sound, folders: ["train/c"], code: .missingFile,
                file: "/train/c", words: "class 'c'"),
            Broken(
                testDescription: "one class", files: ["train/a/1.png": picture()], code: .mismatch, file: "/train",
                words: "the folder 'a'"),
            Broken(
                testDescription: "one class, in one part", files: ["a/1.png": picture()], code: .mismatch, file: "", words: "'a'"
            ),
            Broken(
                testDescription: "no class", files: ["train/1.png": picture()], code: .mismatch, file: "/train",
                words: "no folder"),
            Broken(
                testDescription: "a class in the test part alone", files: and("test/z/1.png", picture()), code: .mismatch,
                file: "/test/z", words: "a, b"),
            Broken(
                testDescription: "an empty test part", files: sound, folders: ["test"], part: .test, code: .missingFile,
                file: "/test", words: "to test with"),
            Broken(
                testDescription: "too few to hold some out", files: ["a/1.png": picture(), "b/1.png": picture()], part: .test,
                code: .missingFile, file: "", words: "at least 7"),
        ]
    }()

    @Test(arguments: broken)
    func `is refused where it is not what it should be`(_ broken: Broken) throws {
        let place = try PicturePlace(broken.files, folders: broken.folders)
        let error = try #require(throws: FerryError.self) { try place.source.load(broken.part) }
        #expect(error.code == broken.code, "\(error)")
        #expect(error.location.file == place.folder.path + broken.file, "\(error)")
        let block = [error.problem, error.expected, error.found].compactMap(\.self).joined(separator: "\n")
        #expect(block.contains(broken.words), "\(error)")
    }

    @Test func `of several sizes is refused, with a way out`() throws {
        let place = try PicturePlace(["train/a/1.png": PicturePlace.grey(1), "train/b/1.png": PicturePlace.grey(1, width: 9)])
        let error = try #require(throws: FerryError.self) { try place.source.load(.train) }
        #expect(error.code == .mismatch)
        let sizes = ["2x3", "2x9"].map { "--data \(place.folder.path):\($0) " }
        #expect(sizes.contains { error.remedy?.contains($0) == true })
        #expect([error.found, error.expected].contains { $0?.hasPrefix("2×9") == true })
    }

    @Test(arguments: ["28", "28x", "0x28", "28x28x2", "28x28x1x1", "-1x3", "9999x9999", ""])
    func `is not brought to what is no size`(size: String) throws {
        let place = try PicturePlace(["train/a/1.png": PicturePlace.grey(1), "train/b/1.png": PicturePlace.grey(1)])
        let error = try #require(throws: FerryError.self) { try DataSource("\(place.folder.path):\(size)").load(.train) }
        #expect(error.code == .missingFile)
        #expect(error.location.file == "\(place.folder.path):\(size)")
    }

    @Test func `may have a colon and a size in its name`() throws {
        let place = try PicturePlace(["x:9x9/a/1.png": PicturePlace.grey(1), "x:9x9/b/1.png": PicturePlace.grey(1)])
        #expect(try DataSource(place.folder.path + "/x:9x9").load(.train).sizes == [2, 2, 3, 1])
        #expect(try DataSource(place.folder.path + "/x:9x9:1x2").load(.train).sizes == [2, 1, 2, 1])
    }

    @Test func `alone is brought to a size`() throws {
        let error = try #require(throws: FerryError.self) { try DataSource("synthetic:28x28").load(.train) }
        #expect(error.code == .usage)
    }

    @Test func `beside IDX files is not looked at`() throws {
        let place = try PicturePlace(
            ["a/1.png": PicturePlace.grey(1), "b/1.png": PicturePlace.grey(1), "t10k-labels-idx1-ubyte": IDXBytes.labels.bytes])
        _ = try place.folder.file("t10k-images-idx3-ubyte", Data(IDXBytes.images.bytes))
        #expect(try place.source.load(.test).labels == [7, 0, 9])
    }
}
