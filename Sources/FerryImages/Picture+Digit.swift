public import FerryCore

extension Picture {
    /// The picture as MNIST's makers prepared theirs: `[28, 28, 1]`, ink 1 on paper 0.
    ///
    /// The ink is cropped, its longer side scaled to 20 pixels, and its centre of mass laid on the field's centre (LeCun, Cortes
    /// and Burges, "The MNIST database of handwritten digits"). Whether ink is dark or light is told by the border. A picture of
    /// 28×28 pixels counts as prepared: only its ink is made light.
    ///
    /// - Throws: `malformed` where the picture has one shade.
    public func digit() throws(FerryError) -> PixelPlane {
        let field = Self.digitField
        let ink = try inkOnPaper()
        guard width != field || height != field else { return ink }
        let box = ink.inkBox
        let longest = max(box.height, box.width)
        let scaled = ink.cropped(top: box.top, left: box.left, height: box.height, width: box.width)
            .resized(
                height: max(1, Self.scaled(box.height, longest)), width: max(1, Self.scaled(box.width, longest)))
        let centre = scaled.centreOfMass
        return scaled.cropped(
            top: -Int((Double(field) / 2 - centre.row).rounded()), left: -Int((Double(field) / 2 - centre.column).rounded()),
            height: field, width: field)
    }

    /// The side of MNIST's pictures.
    public static let digitField = 28
    private static let digitBox = 20

    private static func scaled(_ side: Int, _ longest: Int) -> Int {
        Int((Double(side * digitBox) / Double(longest)).rounded())
    }

    /// Grey with the border's median as 0 and the shade farthest from it as 1.
    private func inkOnPaper() throws(FerryError) -> PixelPlane {
        var plane = grey
        let paper = plane.borderMedian
        let darkest = plane.elements.min() ?? 0
        let lightest = plane.elements.max() ?? 0
        let ink = paper - darkest > lightest - paper ? darkest : lightest
        guard ink != paper else {
            throw FerryError(
                .malformed, "the picture has one shade only", expected: "a digit, dark on light or light on dark",
                found: "\(width)×\(height) equal pixels")
        }
        for index in plane.elements.indices {
            plane.elements[index] = min(1, max(0, (plane.elements[index] - paper) / (ink - paper)))
        }
        return plane
    }
}

extension PixelPlane {
    /// What is fainter than this counts as paper when the ink's box is sought: the noise of scans and of JPEG.
    private static let faintest: Float = 0.2

    /// The median of the outermost pixels.
    fileprivate var borderMedian: Float {
        var border: [Float] = []
        for row in 0..<height {
            let isEdge = row == 0 || row == height - 1
            for column in isEdge ? Array(0..<width) : [0, width - 1] { border.append(elements[row * width + column]) }
        }
        return border.sorted()[border.count / 2]
    }

    /// The smallest box around the ink.
    fileprivate var inkBox: (top: Int, left: Int, height: Int, width: Int) {
        var (top, bottom, left, right) = (height, 0, width, 0)
        for row in 0..<height {
            for column in 0..<width where elements[row * width + column] > Self.faintest {
                (top, bottom) = (min(top, row), max(bottom, row))
                (left, right) = (min(left, column), max(right, column))
            }
        }
        return (top, left, bottom - top + 1, right - left + 1)
    }

    /// The mean position of the ink, in pixels.
    fileprivate var centreOfMass: (row: Double, column: Double) {
        var (sum, rows, columns) = (0.0, 0.0, 0.0)
        for row in 0..<height {
            for column in 0..<width {
                let mass = Double(elements[row * width + column])
                sum += mass
                rows += mass * Double(row)
                columns += mass * Double(column)
            }
        }
        return (rows / sum, columns / sum)
    }
}
