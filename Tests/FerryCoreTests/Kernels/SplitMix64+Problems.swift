import FerryCore

extension SplitMix64 {
    mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[int(0...choices.count - 1)] }

    mutating func maybe(_ shape: [Int]) -> [Int]? { pick([shape, nil]) }

    mutating func size(_ height: ClosedRange<Int>, _ width: ClosedRange<Int>) -> Size2D {
        Size2D(height: int(height), width: int(width))
    }

    mutating func margins(_ range: ClosedRange<Int>) -> Margins2D {
        Margins2D(top: int(range), bottom: int(range), left: int(range), right: int(range))
    }

    mutating func padding() -> Padding2D { pick([.valid, .same, .explicit(margins(0...2))]) }

    /// `[batch, height, width, channels]`, large enough for a window.
    mutating func image(
        channels: Int, atLeast window: Size2D = Size2D(1), _ dilation: Size2D = Size2D(1)
    ) -> [Int] {
        [
            pick([1, 1, 2, 3]), (window.height - 1) * dilation.height + 1 + int(0...12),
            (window.width - 1) * dilation.width + 1 + pick([0, 1, 3, 8, 12, 13, 29]), channels,
        ]
    }

    /// `[batch, size]` with a size around those that divide by vectors.
    mutating func vector() -> [Int] { [int(1...3), pick([1, 3, 4, 15, 16, 17, 100, 5000])] }

    /// Shapes that broadcast to a common one.
    mutating func broadcast(count: Int? = nil) -> [[Int]?] {
        let shape = [int(1...3), int(1...5), int(1...9), pick([1, 3, 16, 33])]
        return (0..<(count ?? int(1...4))).map { _ in
            let repeated = shape.map { pick([$0, $0, $0, 1]) }
            return pick([shape, shape, repeated, Array(repeated.suffix(int(1...4)))])
        }
    }
}
