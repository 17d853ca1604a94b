internal import RealModule

/// Where the pixels of a changed picture come from: an affine map from output to input coordinates.
struct AffineMap {
    /// Two rows of a 3×3 matrix whose last one is (0, 0, 1).
    private typealias Rows = (SIMD3<Double>, SIMD3<Double>)

    /// Input row = `row` · (output row, output column, 1).
    let row: SIMD3<Double>
    /// Input column = `column` · (output row, output column, 1).
    let column: SIMD3<Double>

    /// The matrix of Keras's `apply_affine_transform`, factor by factor, as NumPy multiplies it in float64.
    ///
    /// Keras builds the matrix for (x, y), takes the height for x's size when it moves the centre, and exchanges the axes at the
    /// end; so pictures that are not square turn about a point beside their centre, there and here.
    init(_ transform: Augmentation.Transform, height: Int, width: Int) {
        let turn = transform.rotation * .pi / 180
        let shear = transform.shear * .pi / 180
        let (x, y) = (Double(height) / 2 - 0.5, Double(width) / 2 - 0.5)
        var matrix: Rows = ([.cos(turn), -.sin(turn), 0], [.sin(turn), .cos(turn), 0])
        matrix = Self.product(matrix, ([1, 0, transform.tx], [0, 1, transform.ty]))
        matrix = Self.product(matrix, ([1, -.sin(shear), 0], [0, .cos(shear), 0]))
        matrix = Self.product(matrix, ([transform.zx, 0, 0], [0, transform.zy, 0]))
        matrix = Self.product(Self.product(([1, 0, x], [0, 1, y]), matrix), ([1, 0, -x], [0, 1, -y]))
        row = [matrix.1.y, matrix.1.x, matrix.1.z]
        column = [matrix.0.y, matrix.0.x, matrix.0.z]
    }

    private static func product(_ left: Rows, _ right: Rows) -> Rows {
        func row(_ row: SIMD3<Double>) -> SIMD3<Double> { row.x * right.0 + row.y * right.1 + [0, 0, row.z] }
        return (row(left.0), row(left.1))
    }
}
