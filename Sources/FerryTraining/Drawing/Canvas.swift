/// Where a pen has been: for each pixel how deep it lies in the ink.
struct Canvas {
    static let side = 36
    /// In pixels: the pen's radius less the distance to its path; −∞ far from it.
    private(set) var depths = [Double](repeating: -.infinity, count: side * side)

    /// Moves a round pen from one point to another; its radius changes evenly. Pixel (0, 0) has its centre at (0.5, 0.5).
    mutating func draw(from start: SIMD2<Double>, to end: SIMD2<Double>, radii: (start: Double, end: Double)) {
        let reach = max(radii.start, radii.end) + 1
        let direction = end - start
        let square = max((direction * direction).sum(), 1e-12)
        for row in Self.pixels(start.y, end.y, reach) {
            for column in Self.pixels(start.x, end.x, reach) {
                let pixel = SIMD2(Double(column) + 0.5, Double(row) + 0.5)
                let part = min(1, max(0, ((pixel - start) * direction).sum() / square))
                let offset = pixel - start - part * direction
                let depth = radii.start + part * (radii.end - radii.start) - (offset * offset).sum().squareRoot()
                depths[row * Self.side + column] = max(depths[row * Self.side + column], depth)
            }
        }
    }

    /// The pixels of an axis that lie within `reach` of a segment.
    private static func pixels(_ start: Double, _ end: Double, _ reach: Double) -> Range<Int> {
        let first = max(0, Int(min(start, end) - reach))
        return first..<max(first, min(side, Int(max(start, end) + reach) + 1))
    }

    /// The 28×28 pixels around the centre of mass, as MNIST's makers cut them.
    ///
    /// - Parameters:
    ///   - softness: over how many pixels an edge fades.
    ///   - ink: of the darkest pixel, 0 to 1.
    func cut(side: Int, softness: Double, ink: Double) -> [UInt8] {
        let shades = depths.map { min(1, max(0, $0 / softness + 0.5)) }
        var (mass, sum) = (0.0, SIMD2<Double>.zero)
        for row in 0..<Self.side {
            for column in 0..<Self.side {
                let shade = shades[row * Self.side + column]
                mass += shade
                sum += shade * SIMD2(Double(column), Double(row))
            }
        }
        let centre = sum / mass
        let (top, left) = (Int((centre.y - Double(side / 2)).rounded()), Int((centre.x - Double(side / 2)).rounded()))
        var picture = [UInt8](repeating: 0, count: side * side)
        for row in max(0, -top)..<min(side, Self.side - top) {
            for column in max(0, -left)..<min(side, Self.side - left) {
                let shade = shades[(row + top) * Self.side + column + left]
                picture[row * side + column] = UInt8((shade * ink * 255).rounded())
            }
        }
        return picture
    }
}
