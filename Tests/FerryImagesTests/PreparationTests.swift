import FerryArchive
import FerryCore
import FerryImages
import FixtureCases
import Testing

@Suite struct `Pictures are prepared` {
    @Test(arguments: [(28, 28), (4, 5), (10, 28), (3, 14)])
    func `in other sizes as Pillow's bilinear filter does`(height: Int, width: Int) throws {
        let grey = try Picture(path: FixtureCase.folder + "pictures/rgb.png").grey
        let path = FixtureCase.folder + "pictures/resized-\(height)x\(width).npy"
        let expected = try NPY.read(try FileByteSource(path: path)).loadFloat()
        let resized = grey.resized(height: height, width: width)
        #expect([resized.height, resized.width] == expected.shape)
        let difference = Difference(Tensor(shape: expected.shape, elements: resized.elements), from: expected)
        #expect(difference.largest < 1e-6)
    }

    /// An L of ink: a stem of `size` rows and a foot of half as many columns, each a sixth as thick.
    private func letter(
        size: Int, at offset: (row: Int, column: Int), in field: (height: Int, width: Int), ink: UInt8, paper: UInt8
    )
        -> Picture
    {
        let thickness = size / 6
        var samples: [UInt8] = []
        for row in 0..<field.height {
            for column in 0..<field.width {
                let (y, x) = (row - offset.row, column - offset.column)
                let isStem = (0..<size).contains(y) && (0..<thickness).contains(x)
                let isFoot = (size - thickness..<size).contains(y) && (0..<size / 2).contains(x)
                samples += [UInt8](repeating: isStem || isFoot ? ink : paper, count: 3)
            }
        }
        return Picture(width: field.width, height: field.height, samples: samples)
    }

    private func difference(_ left: PixelPlane, _ right: PixelPlane) -> Double {
        let shape = [left.height, left.width]
        return Difference(Tensor(shape: shape, elements: left.elements), from: Tensor(shape: shape, elements: right.elements))
            .largest
    }

    @Test(arguments: [(UInt8(0), UInt8(255)), (255, 0), (30, 200), (250, 40)])
    func `as MNIST's digits whatever their shades and place`(ink: UInt8, paper: UInt8) throws {
        let reference = try letter(size: 60, at: (20, 20), in: (100, 100), ink: 255, paper: 0).digit()
        let other = try letter(size: 60, at: (10, 250), in: (80, 400), ink: ink, paper: paper).digit()
        #expect([reference.height, reference.width, reference.channels] == [28, 28, 1])
        #expect(difference(other, reference) < 1e-5)
    }

    @Test func `as MNIST's digits whatever their size`() throws {
        let small = try letter(size: 60, at: (20, 20), in: (100, 100), ink: 255, paper: 0).digit()
        let large = try letter(size: 240, at: (10, 350), in: (300, 500), ink: 255, paper: 0).digit()
        // The filter is 2·3 pixels wide on the small picture: across an edge, its sum is 1/(4·3²) off the integral at most.
        #expect(difference(large, small) < 1.0 / 36)
    }

    @Test func `with the ink 20 pixels high and its centre of mass in the middle`() throws {
        let digit = try letter(size: 60, at: (3, 90), in: (80, 140), ink: 0, paper: 255).digit()
        let rows = (0..<28).filter { row in (0..<28).contains { digit.elements[row * 28 + $0] > 0.5 } }
        #expect(rows.count == 20)
        let mass = digit.elements.reduce(0, +)
        let row = (0..<784).map { Float($0 / 28) * digit.elements[$0] }.reduce(0, +) / mass
        let column = (0..<784).map { Float($0 % 28) * digit.elements[$0] }.reduce(0, +) / mass
        #expect(abs(row - 14) <= 0.5 && abs(column - 14) <= 0.5)
    }

    @Test func `not at all where they are 28 by 28 pixels already`() throws {
        let picture = letter(size: 12, at: (2, 3), in: (28, 28), ink: 255, paper: 0)
        #expect(try picture.digit().elements == picture.grey.elements)
    }

    @Test func `only where there is something to see`() throws {
        let blank = Picture(width: 30, height: 20, samples: [UInt8](repeating: 77, count: 1800))
        let error = try #require(throws: FerryError.self) { try blank.digit() }
        #expect(error.code == .malformed)
    }
}
