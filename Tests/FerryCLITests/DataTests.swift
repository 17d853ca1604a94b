import FerryArchive
import FerryCore
import FixtureCases
import Foundation
import Testing

/// The model that Keras trained on MNIST: it takes 28×28×1, and answers ten classes.
private let trained = FixtureCase.folder + "keras/mnist-cnn/keras3.h5"

@Suite struct `Data sets on the command line` {
    @Test func `are described`() throws {
        let run = try FerryProcess(["data", "info", "synthetic"])
        #expect(run.status == 0, "\(run.error)")
        try expectSnapshot(run.output, "data-info")
        let json = try JSONParser.parse(try FerryProcess(["data", "info", "synthetic", "--json"]).output)
        let parts = try #require(json["parts"]?.array)
        #expect(parts.map { $0["part"]?.string } == ["train", "test"])
        #expect(parts.map { $0["images"]?.integer } == [12_000, 2_000])
        for part in parts {
            #expect(part["height"]?.integer == 28 && part["width"]?.integer == 28 && part["channels"]?.integer == 1)
            #expect(part["smallest"]?.double == 0 && part["largest"]?.double == 1)
            let counts = part["classes"]?.array?.compactMap { $0["images"]?.integer } ?? []
            #expect(counts.count == 10 && counts.reduce(0, +) == part["images"]?.integer)
        }
    }

    @Test func `are drawn as arrays and as pictures, to the bit alike`() throws {
        let folder = try TemporaryFolder()
        for output in ["digits.npz", "digits"] {
            let run = try FerryProcess(
                ["data", "draw", "-o", output, "--count", "60", "--test-count", "20", "--seed", "3"], in: folder.path)
            #expect(run.status == 0, "\(run.error)")
        }
        let descriptions = try ["digits.npz", "digits"].map { source in
            try JSONParser.parse(try FerryProcess(["data", "info", source, "--json"], in: folder.path).output)["parts"]
        }
        for (arrays, pictures) in zip(descriptions[0]?.array ?? [], descriptions[1]?.array ?? []) {
            // The folder's pictures come in another order, so that the checksums differ.
            for name in ["part", "images", "height", "width", "channels", "classes", "mean"] {
                #expect(arrays[name] == pictures[name], "\(name)")
            }
        }
        #expect(descriptions[0]?.array?.map { $0["images"]?.integer } == [60, 20])
        let evaluated = try FerryProcess(["evaluate", trained, "--data", "digits", "--json"], in: folder.path)
        #expect(try JSONParser.parse(evaluated.output)["accuracy"]?.double ?? 0 > 0.9, "\(evaluated.error)")
    }

    @Test func `are drawn on one sheet, which is not drawn over`() throws {
        let folder = try TemporaryFolder()
        let arguments = ["data", "draw", "-o", "sheet.png", "--count", "24"]
        let run = try FerryProcess(arguments + ["--json"], in: folder.path)
        #expect(run.status == 0, "\(run.error)")
        #expect(try JSONParser.parse(run.output)["train"]?.integer == 24)
        let sheet = try FileByteSource(path: folder.path + "/sheet.png").bytes()
        // IHDR: six columns and four rows of 28 pixels.
        #expect(sheet[16..<24].elementsEqual([0, 0, 0, 168, 0, 0, 0, 112]))
        #expect(try FerryProcess(arguments, in: folder.path).status == 73)
        #expect(try FerryProcess(arguments + ["--force"], in: folder.path).status == 0)
    }

    @Test func `of another size are brought to the model's where the name says so`() throws {
        let folder = try TemporaryFolder()
        for digit in 0..<10 {
            let path = "\(folder.path)/test/\(digit)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: FixtureCase.folder + "digits/3.png", toPath: path + "/three.png")
        }
        let refused = try FerryProcess(["evaluate", trained, "--data", folder.path])
        #expect(refused.status == 65)
        #expect(refused.errorField("try").first?.hasSuffix("--data FOLDER:28x28x1") == true, "\(refused.error)")
        let info = try FerryProcess(["data", "info", folder.path + ":28x28x1", "--json"])
        let part = try #require(try JSONParser.parse(info.output)["parts"]?.array?.first)
        #expect(part["height"]?.integer == 28 && part["channels"]?.integer == 1 && part["images"]?.integer == 10)
    }

    /// Arguments, the status, and words of the block.
    static let mistakes: [(arguments: [String], status: Int32, words: [String])] = [
        (["data", "ftch"], 64, ["'ftch' is no command of ferry data", "try:      ferry data fetch"]),
        (["data", "draw"], 64, ["--output", "ferry data draw --help"]),
        (["data", "draw", "-o", "x.gif"], 64, [".gif", "--form"]),
        (["data", "draw", "-o", "x.png", "--count", "0"], 64, ["--count"]),
        (["data", "draw", "-o", "/tmp"], 73, ["/tmp"]),
        (["data", "draw", "-o", "/nonexistent/x.png"], 73, ["/nonexistent/x.png"]),
        (["data", "info", "/nonexistent"], 66, ["/nonexistent", "--data synthetic"]),
        (["data", "info", "synthetic:28x28"], 64, ["only a folder of pictures"]),
        (["data", "fetch", "mnst"], 64, ["did you mean 'mnist'?"]),
        (["data", "fetch", "mnist", "--mirror", "example.org"], 64, ["example.org", "https://"]),
        (["data", "fetch", "mnist", "--to", "/nonexistent/mnist"], 73, ["/nonexistent/mnist"]),
    ]

    @Test(arguments: mistakes)
    func `are refused with the block that all errors have`(arguments: [String], status: Int32, words: [String]) throws {
        let folder = try TemporaryFolder()
        let run = try FerryProcess(arguments, in: folder.path)
        #expect(run.status == status, "\(run.error)")
        #expect(run.output == "")
        for word in words { #expect(run.error.contains(word), "\(run.error)") }
        #expect(try folder.contents == [])
    }

    @Test func `that cannot be fetched leave nothing, and the error tells what to do`() throws {
        let folder = try TemporaryFolder()
        let run = try FerryProcess(
            ["data", "fetch", "mnist", "--mirror", "file:///nonexistent", "--mirror", "http://127.0.0.1:9"], in: folder.path)
        #expect(run.status == 74, "\(run.error)")
        let file = "train-images-idx3-ubyte.gz"
        #expect(run.errorField("file") == ["file:///nonexistent/\(file)", "http://127.0.0.1:9/\(file)"])
        #expect(run.errorField("try").first?.contains("--data synthetic") == true)
        #expect(try folder.contents == ["mnist"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/mnist") == [])
    }

    @Test func `that do not fit on the disk keep what arrived, to go on with`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.file("train-images-idx3-ubyte.gz", Data([UInt8](repeating: 1, count: 200_000)))
        let run = try FerryProcess(
            shell: "ulimit -f 64; exec \"$FERRY\" data fetch mnist --mirror \"file://$PWD\"", in: folder.path)
        #expect(run.status == 74, "\(run.error)")
        #expect(run.errorField("file") == ["mnist/train-images-idx3-ubyte.gz.part"])
        let contents = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/mnist")
        #expect(contents == ["train-images-idx3-ubyte.gz.part"])
    }

    @Test func `that need curl say so where it is not installed`() throws {
        let folder = try TemporaryFolder()
        let run = try FerryProcess(
            ["data", "fetch", "mnist"], in: folder.path, environment: ["PATH": folder.path])
        #expect(run.status == 74, "\(run.error)")
        #expect(run.errorField("try") == ["install it: apt-get install curl"])
    }
}

/// Data sets with one thing wrong, as every command that reads them meets them.
@Suite struct `Broken data` {
    struct Broken: CustomTestStringConvertible {
        let testDescription: String
        /// By name; what is not named is sound.
        var files: [String: [UInt8]] = [:]
        /// Instead of a folder of files.
        var arrays: [(String, StoredBytes)]?
        let status: Int32
        /// The name of the file that is to blame; nothing for the model.
        let file: String?
        let words: [String]
    }

    private static func idx(_ shape: [Int], _ elements: [UInt8]) -> [UInt8] {
        [0, 0, 8, UInt8(shape.count)]
            + shape.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } } + elements
    }

    private static let pictures = idx([2, 28, 28], [UInt8](repeating: 9, count: 2 * 784))
    private static let labels = idx([2], [3, 4])

    private static func floats(_ shape: [Int], _ value: (Int) -> Float) -> StoredBytes {
        let numbers = (0..<shape.reduce(1, *)).map(value)
        return StoredBytes(
            .float32, shape, numbers.flatMap { number in [0, 8, 16, 24].map { UInt8(number.bitPattern >> $0 & 255) } })
    }

    static let broken: [Broken] = [
        Broken(
            testDescription: "pictures cut short", files: ["t10k-images-idx3-ubyte": Array(pictures.dropLast(100))], status: 65,
            file: "t10k-images-idx3-ubyte", words: ["cut short", "1584 bytes", "1484"]),
        Broken(
            testDescription: "a header cut short", files: ["t10k-labels-idx1-ubyte": Array(labels.prefix(6))], status: 65,
            file: "t10k-labels-idx1-ubyte", words: ["cut short"]),
        Broken(
            testDescription: "gzip data cut short",
            files: ["t10k-images-idx3-ubyte": Array(((try? Gzip.compressed(pictures)) ?? []).dropLast(9))], status: 65,
            file: "t10k-images-idx3-ubyte", words: ["gzip"]),
        Broken(
            testDescription: "exchanged names", files: ["t10k-images-idx3-ubyte": labels, "t10k-labels-idx1-ubyte": pictures],
            status: 65, file: "t10k-images-idx3-ubyte", words: ["3 axes", "as labels have", "exchanged"]),
        Broken(
            testDescription: "other elements than bytes",
            files: ["t10k-images-idx3-ubyte": [0, 0, 0x0d] + pictures.dropFirst(3)], status: 65, file: "t10k-images-idx3-ubyte",
            words: ["32-bit floats"]),
        Broken(
            testDescription: "no IDX at all", files: ["t10k-images-idx3-ubyte": Array("hello, world".utf8)], status: 65,
            file: "t10k-images-idx3-ubyte", words: ["text"]),
        Broken(
            testDescription: "more labels than pictures", files: ["t10k-labels-idx1-ubyte": idx([3], [3, 4, 5])], status: 65,
            file: "t10k-labels-idx1-ubyte", words: ["2 labels", "3"]),
        Broken(
            testDescription: "a label past the classes", files: ["t10k-labels-idx1-ubyte": idx([2], [3, 10])], status: 65,
            file: "t10k-labels-idx1-ubyte", words: ["0 to 9", "10 for picture 1"]),
        Broken(
            testDescription: "a number that is none",
            arrays: [("x_test", floats([2, 28, 28]) { $0 == 800 ? .nan : 0 }), ("y_test", StoredBytes(.uint8, [2], [3, 4]))],
            status: 65, file: "data.npz", words: ["nan at [1, 0, 16]", "x_test.npy"]),
        Broken(
            testDescription: "labels without pictures", arrays: [("y_test", StoredBytes(.uint8, [2], [3, 4]))], status: 66,
            file: "data.npz", words: ["'x_test'"]),
        Broken(
            testDescription: "pictures of another size",
            files: ["t10k-images-idx3-ubyte": idx([2, 14, 20], [UInt8](repeating: 9, count: 2 * 280))], status: 65, file: nil,
            words: ["28×28×1", "14×20×1"]),
    ]

    @Test(arguments: broken)
    func `is refused before anything is measured`(_ broken: Broken) throws {
        let folder = try TemporaryFolder()
        var source = folder.path
        if let arrays = broken.arrays {
            source += "/data.npz"
            let file = try AtomicFile(path: source)
            try NPZ.write(arrays.map { ($0, $1 as any TensorSource) }, to: file)
            try file.commit()
        } else {
            let sound = ["t10k-images-idx3-ubyte": Self.pictures, "t10k-labels-idx1-ubyte": Self.labels]
            for (name, bytes) in sound.merging(broken.files, uniquingKeysWith: { $1 }) {
                _ = try folder.file(name, Data(bytes))
            }
        }
        let run = try FerryProcess(["evaluate", trained, "--data", source])
        #expect(run.status == broken.status, "\(run.error)")
        #expect(run.output == "")
        if let file = broken.file {
            #expect(run.errorField("file") == [source.hasSuffix(file) ? source : "\(source)/\(file)"], "\(run.error)")
        }
        for word in broken.words { #expect(run.error.contains(word), "\(run.error)") }
        guard broken.file != nil else { return }
        // Describing the data meets the same fault.
        let info = try FerryProcess(["data", "info", source])
        #expect(info.status == broken.status)
        #expect(info.error == run.error)
    }
}
