import FerryArchive
import FerryCore
import FerryImages
import FixtureCases
import Foundation
import Testing

@Suite struct `Picture files` {
    static let folder = FixtureCase.folder + "pictures/"
    static let pngs = ["rgb", "grey", "grey16", "one-bit", "palette", "palette-alpha", "rgba", "grey-alpha"].map { $0 + ".png" }
    static let jpegs = ["rgb", "subsampled", "grey", "progressive"].map { $0 + ".jpg" }

    /// What Pillow reads in the picture: `[height, width, 3]`.
    private func expected(_ name: String) throws -> (shape: [Int], samples: [UInt8]) {
        let source = try NPY.read(try FileByteSource(path: Self.folder + name + ".npy"))
        return (source.shape, try source.bytes(0..<source.byteCount))
    }

    @Test(arguments: pngs)
    func `in PNG are read to the bit`(name: String) throws {
        let picture = try Picture(path: Self.folder + name)
        let expected = try expected(name)
        #expect([picture.height, picture.width, 3] == expected.shape)
        #expect(picture.samples == expected.samples)
    }

    @Test(arguments: jpegs)
    func `in JPEG are read within two levels of Pillow`(name: String) throws {
        let picture = try Picture(path: Self.folder + name)
        let expected = try expected(name)
        #expect([picture.height, picture.width, 3] == expected.shape)
        let distance = zip(picture.samples, expected.samples).map { abs(Int($0) - Int($1)) }.max() ?? 255
        #expect(distance <= 2)
    }

    @Test func `in CMYK are refused`() throws {
        let error = try #require(throws: FerryError.self) { try Picture(path: Self.folder + "cmyk.jpg") }
        #expect(error.code == .unsupported)
        #expect(error.location.file == Self.folder + "cmyk.jpg")
    }

    @Test func `that are none are told what they are`() throws {
        let error = try #require(throws: FerryError.self) { try Picture(path: FixtureCase.folder + "manifest.json") }
        #expect(error.code == .unsupported)
        #expect(error.found == "text")
    }

    @Test(arguments: ["rgba.png", "palette.png", "rgb.jpg", "progressive.jpg"])
    func `cut short anywhere are refused`(name: String) throws {
        let whole = try FileByteSource(path: Self.folder + name).bytes()
        let folder = try TemporaryFolder()
        // The last bytes of either format mark the end and hold no pixels.
        for count in 0..<whole.count - 16 {
            let path = try folder.file("cut-\(count)", Data(whole[..<count]))
            let error = try #require(throws: FerryError.self, "\(count) of \(whole.count) bytes") { try Picture(path: path) }
            #expect([.malformed, .unsupported].contains(error.code))
        }
    }

    @Test(arguments: ["rgba.png", "palette.png", "rgb.jpg", "progressive.jpg"])
    func `with any byte changed are read or refused`(name: String) throws {
        let whole = try FileByteSource(path: Self.folder + name).bytes()
        let folder = try TemporaryFolder()
        for index in whole.indices {
            var changed = whole
            changed[index] ^= 0xff
            let path = try folder.file("changed-\(index)", Data(changed))
            var limits = PictureLimits()
            limits.pixelCount = 1 << 20
            do {
                let picture = try Picture(path: path, limits: limits)
                #expect(picture.samples.count <= 3 << 20)
            } catch {
                #expect([.malformed, .unsupported, .limit].contains(error.code))
            }
        }
    }

    @Test func `that claim to be huge are refused before memory is taken`() throws {
        // IHDR of a PNG of 60,000 by 60,000 pixels, with the right checksum.
        var header: [UInt8] = [0x49, 0x48, 0x44, 0x52, 0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 2, 0, 0, 0]
        var checksum = Checksum()
        unsafe checksum.add(header.span.bytes)
        header += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: checksum.value >> $0) }
        let folder = try TemporaryFolder()
        let start: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]
        let data: [UInt8] = [0, 0, 0, 0, 0x49, 0x44, 0x41, 0x54]
        let path = try folder.file("huge.png", Data(start + header + data))
        let error = try #require(throws: FerryError.self) { try Picture(path: path) }
        #expect(error.code == .limit)
        #expect(error.found == "60000×60000")
    }
}
