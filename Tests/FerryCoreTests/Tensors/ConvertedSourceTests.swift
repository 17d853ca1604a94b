import FerryCore
import Testing

@Suite struct `A tensor converted to float32` {
    @Test func `has each float64 rounded to nearest, in any part`() throws {
        let doubles = [0.1, -1.0 / 3, 1e300, .leastNonzeroMagnitude, 16_777_217]
        let bytes = doubles.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
        let source = try ConvertedSource.float32(
            RegionSource(MemoryByteSource(bytes, name: "doubles"), at: 0, element: .float64, shape: [5]))
        #expect(try source.loadFloat().elements == doubles.map(Float.init))
        let whole = try source.bytes(0..<20)
        for start in 0..<18 { #expect(try source.bytes(start..<start + 3) == Array(whole[start..<start + 3])) }
    }

    @Test func `is the tensor itself where that is float32`() throws {
        #expect(try ConvertedSource.float32(MemorySource(Tensor<Float>(repeating: 1, shape: [2]))) is MemorySource<Float>)
    }

    @Test func `is refused for integers`() throws {
        let source = try RegionSource(MemoryByteSource([1, 2], name: "bytes"), at: 0, element: .uint8, shape: [2])
        let error = try #require(throws: FerryError.self) { try ConvertedSource.float32(source) }
        #expect(error.code == .unsupported)
    }
}
