import CONNXProto
import FerryCore
import FixtureCases
import Testing

@testable import FerryONNX

@Suite struct `libprotobuf-c` {
    /// A tensor that is larger than any buffer, and counts how it is read.
    private struct Counted: TensorSource {
        var element: ElementType { .float32 }
        let shape: [Int]

        func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
            for index in 0..<destination.byteCount {
                destination.storeBytes(
                    of: UInt8(truncatingIfNeeded: (offset + index) / 251), toByteOffset: index, as: UInt8.self)
            }
        }
    }

    /// Streaming rests on this: were the bytes touched, the process would fall, and were they copied, nothing would be streamed.
    @Test func `passes the bytes of a tensor by pointer and does not touch them`() throws {
        let folder = try TemporaryFolder()
        let source = Counted(shape: [3, 1 << 18])
        let model = ONNXModel(irVersion: 8, opset: 17, graphName: "g", initializers: [ONNXTensor(name: "w", source: source)])
        let file = try AtomicFile(path: folder.path + "/w.onnx")
        #expect(try ModelPacker.pack(model, external: nil, to: file) == source.byteCount)
        try file.commit()
        let read = try ModelUnpacker.unpack(try FileByteSource(path: file.path))
        #expect(read.initializers[0].source.shape == source.shape)
        #expect(try read.initializers[0].source.bytes(0..<source.byteCount) == source.bytes(0..<source.byteCount))
    }

    @Test func `gets a skeleton that does not grow with the tensors`() throws {
        let folder = try TemporaryFolder()
        var sizes: [Int] = []
        for count in [1 << 10, 1 << 20] {
            let source = Counted(shape: [count])
            let model = ONNXModel(irVersion: 8, opset: 17, graphName: "g", initializers: [ONNXTensor(name: "w", source: source)])
            let file = try AtomicFile(path: folder.path + "/\(count).onnx")
            try ModelPacker.pack(model, external: nil, to: file)
            try file.commit()
            sizes.append(try WireScan.skeleton(of: try FileByteSource(path: file.path)).bytes.count)
        }
        #expect(sizes[1] - sizes[0] < 8)
        #expect(sizes[1] < 100)
    }

    @Test func `reports the failure of a tensor that cannot be read`() throws {
        struct Broken: TensorSource {
            var element: ElementType { .float32 }
            var shape: [Int] { [1000] }
            func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
                throw FerryError(.io, "the disk is gone")
            }
        }
        let folder = try TemporaryFolder()
        let model = ONNXModel(irVersion: 8, opset: 17, graphName: "g", initializers: [ONNXTensor(name: "w", source: Broken())])
        let file = try AtomicFile(path: folder.path + "/w.onnx")
        let error = try #require(throws: FerryError.self) { try ModelPacker.pack(model, external: nil, to: file) }
        #expect(error.problem == "the disk is gone")
    }
}
