import FerryArchive
import FerryCore
import FerryTraining
import FixtureCases
import Testing

struct `IDX files` {
    @Test(arguments: [
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", DataPart.train),
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte", .train),
        ("train-images-idx3-ubyte.gz", "train-labels.idx1-ubyte.gz", .train),
        ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", .test), ("test-images.idx3-ubyte", "test-labels-idx1-ubyte", .test),
    ])
    func `are read by the names that they have anywhere`(images: String, labels: String, part: DataPart) throws {
        let place = try IDXPlace([images: IDXBytes.images.bytes, labels: IDXBytes.labels.bytes])
        let set = try place.load(part)
        #expect(set.labels == [7, 0, 9])
        #expect([set.height, set.width, set.channels] == [2, 2, 1])
        let (first, last): ([Float], [Float]) = ([0, 255, 51, 102], [5, 6, 7, 8])
        #expect(set[0] == first.map { $0 / 255 })
        #expect(set[2] == last.map { $0 / 255 })
        #expect(set.classNames.count == 10)
        #expect(try DataSource(place.folder.path).holds(part))
        #expect(try !DataSource(place.folder.path).holds(part == .train ? .test : .train))
    }

    @Test func `are unpacked where their content is gzip's, whatever they are called`() throws {
        let place = try IDXPlace([
            "train-images-idx3-ubyte": try Gzip.compressed(IDXBytes.images.bytes),
            "train-labels-idx1-ubyte.gz": IDXBytes.labels.bytes,
        ])
        #expect(try place.load(.train).labels == [7, 0, 9])
    }

    @Test func `may number more classes than ten where that is told`() throws {
        var labels = IDXBytes.labels
        labels.elements = [46, 0, 10]
        let place = try IDXPlace(["train-images-idx3-ubyte": IDXBytes.images.bytes, "train-labels-idx1-ubyte": labels.bytes])
        #expect(try place.load(.train, classCount: 47).classNames.count == 47)
        let error = try #require(throws: FerryError.self) { try place.load(.train, classCount: 46) }
        #expect(error.found == "46 for picture 0")
    }

    /// What is wrong, the changed file, its bytes, the code, and words of the block.
    static let broken: [(String, String, [UInt8], FerryError.Code, String)] = {
        var past = IDXBytes.labels
        past.elements[1] = 10
        var wide = IDXBytes.images
        wide.type = 0x0d
        let huge = IDXBytes(shape: [0xffff_ffff, 0xffff_ffff, 0xffff_ffff], elements: [])
        let flat = IDXBytes(shape: [3, 0, 2], elements: [])
        let images = IDXBytes.images.bytes
        return [
            ("text", "images", Array("hello, world".utf8), .malformed, "text"),
            ("nothing", "images", [], .malformed, "an empty file"),
            ("a header cut short", "images", Array(images[..<9]), .malformed, "16 bytes"),
            ("elements cut short", "images", Array(images.dropLast()), .malformed, "28 bytes"),
            ("bytes after the last", "images", images + [0], .malformed, "goes on after"),
            ("sizes beyond any file", "images", huge.bytes, .malformed, "beyond any file"),
            ("pictures without pixels", "images", flat.bytes, .malformed, "no pixels"),
            ("floats", "images", wide.bytes, .unsupported, "32-bit floats"),
            ("labels as pictures", "images", IDXBytes.labels.bytes, .mismatch, "as labels have"),
            ("pictures as labels", "labels", images, .mismatch, "as pictures have"),
            ("fewer labels", "labels", IDXBytes(shape: [2], elements: [7, 0]).bytes, .mismatch, "not as many labels"),
            ("a label past the classes", "labels", past.bytes, .malformed, "10 for picture 1"),
        ]
    }()

    @Test(arguments: broken, [false, true])
    func `are refused where they are not what they should be`(
        case broken: (what: String, role: String, bytes: [UInt8], code: FerryError.Code, words: String), compressed: Bool
    ) throws {
        let rank = broken.role == "images" ? 3 : 1
        let name = "train-\(broken.role)-idx\(rank)-ubyte"
        var files = [
            "train-images-idx3-ubyte": IDXBytes.images.bytes, "train-labels-idx1-ubyte": IDXBytes.labels.bytes,
        ]
        files[name] = compressed ? try Gzip.compressed(broken.bytes) : broken.bytes
        let place = try IDXPlace(files)
        let error = try #require(throws: FerryError.self) { try place.load(.train) }
        #expect(error.code == broken.code, "\(error)")
        #expect(error.location.file == place.folder.path + "/" + name, "\(error)")
        let block = [error.problem, error.expected, error.found].compactMap(\.self).joined(separator: "\n")
        #expect(block.contains(broken.words), "\(error)")
    }

    @Test func `cut short anywhere are refused, packed or not`() throws {
        for whole in [IDXBytes.images.bytes, try Gzip.compressed(IDXBytes.images.bytes)] {
            for count in 0..<whole.count {
                let place = try IDXPlace([
                    "train-images-idx3-ubyte": Array(whole[..<count]), "train-labels-idx1-ubyte": IDXBytes.labels.bytes,
                ])
                let error = try #require(throws: FerryError.self, "\(count) bytes") { try place.load(.train) }
                #expect(error.code == .malformed)
            }
        }
    }

    @Test func `that are missing are named, with what is there`() throws {
        let place = try IDXPlace(["train-images-idx3-ubyte": IDXBytes.images.bytes])
        let error = try #require(throws: FerryError.self) { try place.load(.train) }
        #expect(error.code == .missingFile)
        #expect(error.expected?.contains("train-labels-idx1-ubyte") == true)
        #expect(error.found == "train-images-idx3-ubyte")
        let absent = try #require(throws: FerryError.self) { try DataSource("/nonexistent").load(.train) }
        #expect(absent.code == .missingFile)
        #expect(absent.remedy?.contains("ferry data fetch mnist") == true)
    }
}

struct `Gzip data` {
    @Test func `comes back as it was`() throws {
        for contents: [UInt8] in [[], [7], (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0) }] {
            let file = MemoryByteSource(try Gzip.compressed(contents), name: "x.gz")
            #expect(try Gzip.isCompressed(file))
            #expect(try Gzip.unpacked(file) == contents)
        }
    }

    @Test func `that grows without measure is refused before it does`() throws {
        let bomb = MemoryByteSource(try Gzip.compressed([UInt8](repeating: 0, count: 200 << 20)), name: "bomb.gz")
        let error = try #require(throws: FerryError.self) { try Gzip.unpacked(bomb) }
        #expect(error.code == .limit)
        #expect(error.location.file == "bomb.gz")
        #expect(error.found?.hasPrefix("209715200 bytes from") == true)
    }

    @Test func `that lies about its size is refused`() throws {
        for size: [UInt8] in [[0, 0, 0, 0], [255, 255, 255, 255], [9, 0, 0, 0]] {
            let bytes = try Gzip.compressed([UInt8](repeating: 3, count: 1000)).dropLast(4) + size
            let error = try #require(throws: FerryError.self) {
                try Gzip.unpacked(MemoryByteSource(Array(bytes), name: "x.gz"))
            }
            #expect(error.code == .malformed)
        }
    }

    @Test func `with any one byte changed is refused, or the same`() throws {
        let contents = Array("what is written is read, and nothing else".utf8)
        let whole = try Gzip.compressed(contents)
        for place in whole.indices {
            var changed = whole
            changed[place] ^= 0x41
            let file = MemoryByteSource(changed, name: "x.gz")
            // The header's time and system say nothing about the contents.
            if let unpacked = try? Gzip.unpacked(file) { #expect(unpacked == contents, "byte \(place)") }
        }
    }

    @Test func `of several parts is refused`() throws {
        let part = try Gzip.compressed([1, 2, 3])
        #expect(throws: FerryError.self) { try Gzip.unpacked(MemoryByteSource(part + part, name: "x.gz")) }
    }
}
