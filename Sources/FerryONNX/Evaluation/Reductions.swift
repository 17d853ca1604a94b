internal import FerryCore
internal import Foundation

/// Functions that make one element of many along some of the axes.
enum Reductions {
    private struct Reduction: Sendable {
        /// Of numbers, of which there may be none.
        let numbers: @Sendable ([Double]) -> Double
        /// Of integers; nothing where the type has no such reduction, the numbers overflow, or there are none to take one of.
        let integers: @Sendable ([Int]) -> Int?

        init(
            _ numbers: @escaping @Sendable ([Double]) -> Double, _ integers: @escaping @Sendable ([Int]) -> Int? = { _ in nil }
        ) {
            self.numbers = numbers
            self.integers = integers
        }
    }

    static let table: [String: ONNXDefinition] = reductions.mapValues { reduction in
        ONNXDefinition { (call) throws(FerryError) in [try reduce(reduction, call)] }
    }

    private static let reductions: [String: Reduction] = [
        "ReduceSum": Reduction({ $0.reduce(0, +) }, sum), "ReduceProd": Reduction({ $0.reduce(1, *) }, product),
        "ReduceMax": Reduction(largest, { $0.max() }), "ReduceMin": Reduction({ -largest($0.map { -$0 }) }, { $0.min() }),
        "ReduceMean": Reduction(
            { $0.reduce(0, +) / Double($0.count) }, { $0.isEmpty ? nil : sum($0).map { [count = $0.count] in $0 / count } }),
        "ReduceL1": Reduction({ $0.reduce(0) { $0 + abs($1) } }),
        "ReduceL2": Reduction({ $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }),
        "ReduceSumSquare": Reduction({ $0.reduce(0) { $0 + $1 * $1 } }),
        "ReduceLogSum": Reduction({ log($0.reduce(0, +)) }),
        "ReduceLogSumExp": Reduction({ numbers in
            let largest = largest(numbers)
            guard largest.isFinite else { return largest }
            return largest + log(numbers.reduce(0) { $0 + exp($1 - largest) })
        }),
    ]

    @Sendable private static func sum(_ integers: [Int]) -> Int? {
        var total = 0
        for integer in integers {
            let (next, overflow) = total.addingReportingOverflow(integer)
            guard !overflow else { return nil }
            total = next
        }
        return total
    }

    @Sendable private static func product(_ integers: [Int]) -> Int? {
        var total = 1
        for integer in integers {
            let (next, overflow) = total.multipliedReportingOverflow(by: integer)
            guard !overflow else { return nil }
            total = next
        }
        return total
    }

    /// NaN where there is one.
    @Sendable private static func largest(_ numbers: [Double]) -> Double {
        numbers.reduce(-.infinity) { $0.isNaN || $0 > $1 ? $0 : $1 }
    }

    private static func reduce(_ reduction: Reduction, _ call: ONNXCall) throws(FerryError) -> ONNXArray {
        let x = try call.input(0)
        guard x.element != .bool else { throw call.wrong(input: 0, expected: "numbers") }
        guard let axes = try axes(rank: x.rank, call) else { return x }
        let keepsAxes = try call.node.integer("keepdims", default: 1) != 0
        let kept = x.shape.indices.filter { !axes.contains($0) }
        let shape = keepsAxes ? x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] } : kept.map { x.shape[$0] }
        let strides = x.shape.rowMajorStrides
        func offsets(_ axes: [Int]) -> [Int] {
            Array(StridedOffsets(shape: axes.map { x.shape[$0] }, strides: axes.map { strides[$0] }))
        }
        guard !x.element.isFloatingPoint else {
            return try call.numbers(x.element, shape) {
                let (inner, numbers) = (offsets(axes), x.numbers)
                return offsets(kept).map { start in reduction.numbers(inner.map { numbers[start + $0] }) }
            }
        }
        return try call.integers(x.element, shape) { () throws(FerryError) in
            let (inner, integers) = (offsets(axes), x.integers)
            var results: [Int] = []
            for start in offsets(kept) {
                guard let result = reduction.integers(inner.map { integers[start + $0] }) else {
                    throw call.wrong("cannot reduce integers of \(x.element.rawValue)")
                }
                results.append(result)
            }
            return results
        }
    }

    /// The axes to reduce; nothing where the node asks to leave the input as it is.
    ///
    /// An attribute before operator set 18 (13 for ReduceSum), an input since.
    private static func axes(rank: Int, _ call: ONNXCall) throws(FerryError) -> [Int]? {
        var asked = try call.integers(1) ?? []
        if let attribute = try call.node.integers("axes") { asked = attribute }
        guard asked.isEmpty else { return try call.axes(asked, rank: rank).sorted() }
        return try call.node.integer("noop_with_empty_axes", default: 0) != 0 ? nil : Array(0..<rank)
    }
}
