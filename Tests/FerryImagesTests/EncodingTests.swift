import FerryImages
import FixtureCases
import Foundation
import Testing

@Suite struct `Pictures written as PNG` {
    @Test(arguments: [(1, 1), (7, 3), (3, 200)], [false, true])
    func `come back to the bit`(size: (width: Int, height: Int), isGrey: Bool) throws {
        let (width, height) = size
        let count = width * height
        let picture =
            isGrey
            ? Picture(width: width, height: height, grey: (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) })
            : Picture(width: width, height: height, samples: (0..<3 * count).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 11) })
        let bytes = try picture.png()
        let folder = try TemporaryFolder()
        #expect(try Picture(path: try folder.file("x.png", Data(bytes))) == picture)
        // The colour type of IHDR: PNG specification, section 11.2.2.
        #expect(bytes[25] == (isGrey ? 0 : 2))
    }
}
