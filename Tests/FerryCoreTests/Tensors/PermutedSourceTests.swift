import Synchronization
import Testing

@testable import FerryCore

@Suite struct `A permuted tensor` {
    /// The axes of random arrays, and an order of them.
    struct Problem: CustomTestStringConvertible {
        let seed: UInt64
        let view: [Int]
        let permutation: [Int]
        var testDescription: String { "seed \(seed): \(view) by \(permutation)" }

        init(seed: UInt64) {
            self.seed = seed
            var generator = SplitMix64(state: seed)
            view = (0..<Int(generator.next() % 5 + 1)).map { _ in Int(generator.next() % 5 + 1) }
            permutation = Array(view.indices).shuffled(using: &generator)
        }

        var source: any TensorSource { MemorySource(tensor) }
        var tensor: Tensor<Float> { Tensor(shape: view, elements: (0..<view.elementCount).map(Float.init)) }

        /// By the definition: element [i, j, …] of the result is the element whose axis `permutation[0]` has index i, ….
        var expected: [Float] {
            let sizes = permutation.map { view[$0] }
            let strides = view.rowMajorStrides
            return (0..<sizes.elementCount).map { place in
                var (rest, from) = (place, 0)
                for (axis, stride) in zip(permutation, sizes.rowMajorStrides) {
                    from += rest / stride * strides[axis]
                    rest %= stride
                }
                return Float(from)
            }
        }
    }

    static let problems = (1...60).map(Problem.init)

    @Test(arguments: problems)
    func `has the elements that the order asks for`(_ problem: Problem) throws {
        let permuted = PermutedSource.permuting(problem.source, by: problem.permutation)
        #expect(permuted.shape == problem.permutation.map { problem.view[$0] })
        #expect(try permuted.loadFloat().elements == problem.expected)
    }

    @Test(arguments: problems)
    func `gives the same bytes in parts`(_ problem: Problem) throws {
        let permuted = PermutedSource.permuting(problem.source, by: problem.permutation)
        let whole = try permuted.bytes(0..<permuted.byteCount)
        var windows: [UInt8] = []
        try permuted.forEachWindow(of: 7) { (window: RawSpan) throws(FerryError) in
            for index in 0..<window.byteCount { windows.append(window.load(at: index)) }
        }
        #expect(windows == whole)
        for start in stride(from: 0, to: whole.count, by: 5) {
            let end = min(start + 9, whole.count)
            #expect(try permuted.bytes(start..<end) == Array(whole[start..<end]))
        }
    }

    @Test(arguments: problems)
    func `is made of blocks of any size`(_ problem: Problem) throws {
        let axes = AxisPermutation(view: problem.view, permutation: problem.permutation)
        guard !axes.isIdentity else { return }
        let expected = MemorySource(Tensor(shape: [problem.view.elementCount], elements: problem.expected))
        var buffers = PermutedBlock.Buffers()
        for limit in [1, 2, 5, 16, 1000] {
            var next = 0
            while next < problem.view.elementCount {
                let block = PermutedBlock(axes, from: next, to: problem.view.elementCount, limit: limit)
                #expect(block.elements.lowerBound == next)
                #expect(block.elements.count <= max(limit, 1))
                let range = block.elements.lowerBound * 4..<block.elements.upperBound * 4
                try block.load(from: problem.source, into: &buffers)
                #expect(try Array(buffers.permuted.prefix(range.count)) == expected.bytes(range))
                next = block.elements.upperBound
            }
        }
    }

    @Test(arguments: problems)
    func `and its inverse are the tensor itself`(_ problem: Problem) throws {
        let permuted = PermutedSource.permuting(problem.source, by: problem.permutation)
        let inverse = problem.permutation.indices.map { axis in problem.permutation.firstIndex(of: axis)! }
        #expect(PermutedSource.permuting(permuted, by: inverse) is MemorySource<Float>)
    }

    @Test func `reads long rows where they belong`() throws {
        let sizes = [3, 4, 1500]
        let tensor = Tensor<Float>(shape: sizes, elements: (0..<sizes.elementCount).map(Float.init))
        let permuted = try PermutedSource.permuting(MemorySource(tensor), by: [1, 0, 2]).loadFloat()
        for column in 0..<4 {
            for row in 0..<3 {
                let found = permuted.elements[(column * 3 + row) * 1500..<(column * 3 + row + 1) * 1500]
                #expect(Array(found) == Array(tensor.elements[(row * 4 + column) * 1500..<(row * 4 + column + 1) * 1500]))
            }
        }
    }

    /// Counts how often it is read.
    private final class CountingSource: TensorSource {
        let kernel = MemorySource(Tensor<Float>(repeating: 1, shape: [64, 32, 3, 3]))
        let readCount = Mutex(0)
        var element: ElementType { kernel.element }
        var shape: [Int] { kernel.shape }

        func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
            readCount.withLock { $0 += 1 }
            try kernel.read(at: offset, into: &destination)
        }
    }

    @Test func `of a kernel is read once for a window, and not element by element`() throws {
        let source = CountingSource()
        let kernel = PermutedSource.permuting(source, by: [2, 3, 1, 0])
        _ = try kernel.bytes(4096..<12288)
        #expect(source.readCount.withLock { $0 } <= 2)
    }

    @Test func `cancels where a kernel's height and width are one axis`() throws {
        let kernel = MemorySource(Tensor<Float>(repeating: 0, shape: [3, 2, 4, 5]))
        let rows = PermutedSource.permuting(kernel, by: [2, 3, 0, 1], shape: [20, 1, 3, 2])
        #expect(rows.shape == [20, 1, 3, 2])
        let back = PermutedSource.permuting(rows, viewedAs: [4, 5, 3, 2], by: [2, 3, 0, 1])
        #expect(back is MemorySource<Float>)
        #expect(back.shape == [3, 2, 4, 5])
    }

    @Test(arguments: [(ElementType.uint8, 1), (.float16, 2), (.float64, 8)])
    func `may have elements of any width`(_ element: ElementType, _ width: Int) throws {
        let bytes = (0..<6 * width).map(UInt8.init)
        let source = try RegionSource(MemoryByteSource(bytes, name: "bytes"), at: 0, element: element, shape: [2, 3])
        let permuted = try PermutedSource.permuting(source, by: [1, 0]).bytes(0..<6 * width)
        let expected = [0, 3, 1, 4, 2, 5].flatMap { index in bytes[index * width..<(index + 1) * width] }
        #expect(permuted == expected)
    }
}
