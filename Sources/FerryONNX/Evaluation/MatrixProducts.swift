internal import FerryCore

/// MatMul and Gemm.
enum MatrixProducts {
    static let table: [String: ONNXDefinition] = ["MatMul": .init(matmul), "Gemm": .init(gemm)]

    /// As NumPy's: a list is a row on the left and a column on the right, axes before the last two broadcast.
    @Sendable private static func matmul(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        try call.expectInputs(2...2)
        let (a, b) = (try call.real(0), try call.real(1))
        try call.expectOneType([a, b])
        guard a.rank > 0, b.rank > 0 else { throw call.wrong("multiplies a scalar") }
        let left = a.rank == 1 ? a.reshaped(to: [1] + a.shape) : a
        let right = b.rank == 1 ? b.reshaped(to: b.shape + [1]) : b
        let (rows, inner, columns) = (left.shape[left.rank - 2], left.shape[left.rank - 1], right.shape[right.rank - 1])
        guard right.shape[right.rank - 2] == inner else {
            throw call.wrong("has matrices that do not fit each other", found: "\(a.shape) and \(b.shape)")
        }
        let (ofLeft, ofRight) = (left.batches, right.batches)
        let batches = try call.broadcast([ofLeft.shape, ofRight.shape])
        let shape = batches + (a.rank == 1 ? [] : [rows]) + (b.rank == 1 ? [] : [columns])
        return [
            try call.numbers(a.element, shape) {
                zip(ofLeft.places(broadcastTo: batches), ofRight.places(broadcastTo: batches)).flatMap { ofA, ofB in
                    product(
                        a.numbers[(ofA * rows * inner)..<((ofA + 1) * rows * inner)],
                        b.numbers[(ofB * inner * columns)..<((ofB + 1) * inner * columns)], rows, inner, columns)
                }
            }
        ]
    }

    /// The product of two matrices in row-major order.
    private static func product(
        _ a: ArraySlice<Double>, _ b: ArraySlice<Double>, _ rows: Int, _ inner: Int, _ columns: Int
    ) -> [Double] {
        var sums = [Double](repeating: 0, count: rows * columns)
        for row in 0..<rows {
            for k in 0..<inner {
                let factor = a[a.startIndex + row * inner + k]
                for column in 0..<columns { sums[row * columns + column] += factor * b[b.startIndex + k * columns + column] }
            }
        }
        return sums
    }

    @Sendable private static func gemm(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        try call.expectInputs(2...3)
        let (alpha, beta) = (try call.node.number("alpha", default: 1), try call.node.number("beta", default: 1))
        let a = try matrix(0, transposed: try call.node.integer("transA", default: 0) != 0, call)
        let b = try matrix(1, transposed: try call.node.integer("transB", default: 0) != 0, call)
        try call.expectOneType([a, b])
        guard a.shape[1] == b.shape[0] else {
            throw call.wrong("has matrices that do not fit each other", found: "\(a.shape) and \(b.shape)")
        }
        let shape = [a.shape[0], b.shape[1]]
        let bias = call.optional(2)
        if let bias {
            try call.expectOneType([a, bias])
            guard try call.broadcast([shape, bias.shape]) == shape else {
                throw call.wrong(input: 2, expected: "a shape that broadcasts to \(shape)")
            }
        }
        return [
            try call.numbers(a.element, shape) {
                let products = product(a.numbers[...], b.numbers[...], shape[0], a.shape[1], shape[1])
                guard let bias else { return products.map { alpha * $0 } }
                return zip(products, bias.places(broadcastTo: shape)).map { alpha * $0 + beta * bias.numbers[$1] }
            }
        ]
    }

    private static func matrix(_ index: Int, transposed: Bool, _ call: ONNXCall) throws(FerryError) -> ONNXArray {
        let x = try call.real(index)
        guard x.rank == 2 else { throw call.wrong(input: index, expected: "a matrix") }
        guard transposed else { return x }
        let (rows, columns) = (x.shape[0], x.shape[1])
        return try call.picking(x, [columns, rows]) {
            Array(StridedOffsets(shape: [columns, rows], strides: [1, columns]))
        }
    }
}

extension ONNXArray {
    /// The axes before the last two, as an array of which only the shape counts.
    fileprivate var batches: ONNXArray { ONNXArray(element, shape: Array(shape.dropLast(2))) }
}
