import FerryCore
import Testing

@testable import FerryONNX

@Suite struct `A hostile ONNX file` {
    struct Hostile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: FerryError.Code
        let bytes: @Sendable () -> [UInt8]

        init(_ name: String, _ code: FerryError.Code, _ bytes: @escaping @Sendable () -> [UInt8]) {
            (testDescription, self.code, self.bytes) = (name, code, bytes)
        }
    }

    private static func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
        var all: [UInt8] = []
        all.reserveCapacity(bytes.count * count)
        for _ in 0..<count { all += bytes }
        return all
    }

    /// Graphs inside attributes of nodes inside graphs, three messages a level.
    private static func nested(_ levels: Int) -> [UInt8] {
        // Lengths grow inwards to outwards, so the parts before each graph are collected and reversed.
        var heads: [[UInt8]] = []
        var length = 0
        for _ in 0..<levels {
            for field: UInt64 in [6, 5, 1] {
                let head = WireMessage.varint(field << 3 | 2) + WireMessage.varint(UInt64(length))
                heads.append(head)
                length += head.count
            }
        }
        return WireMessage.varint(7 << 3 | 2) + WireMessage.varint(UInt64(length)) + heads.reversed().flatMap(\.self)
    }

    private static func tensor(_ build: @escaping @Sendable (inout WireMessage) -> Void) -> [UInt8] {
        WireMessage.model { graph in
            graph.add(5) { tensor in
                tensor.add(2, 1)
                tensor.add(8, "w")
                build(&tensor)
            }
        }
    }

    static let files: [Hostile] = [
        Hostile("graphs nested 21 deep", .limit) { nested(22) },
        Hostile("graphs nested 100,000 deep", .limit) { nested(100_000) },
        Hostile("half a million empty nodes", .limit) { WireMessage.model { $0.append(repeated([0x0a, 0], 500_000)) } },
        Hostile("half a million empty attributes", .limit) {
            WireMessage.model { graph in graph.add(1) { $0.append(repeated([0x2a, 0], 500_000)) } }
        },
        Hostile("half a million empty tensors", .limit) { WireMessage.model { $0.append(repeated([0x2a, 0], 500_000)) } },
        Hostile("five million empty texts", .limit) {
            WireMessage.model { graph in graph.add(1) { $0.append(repeated([0x0a, 0], 5_000_000)) } }
        },
        Hostile("packed numbers that unpack to eight times", .limit) {
            WireMessage.model { graph in graph.add(5) { $0.add(7, repeated([1], 30_000_000)) } }
        },
        Hostile("a graph in 150,000 parts", .malformed) {
            WireMessage.build { model in
                model.add(7, repeated([0x0a, 0], 150_000))
                model.append(repeated([0x3a, 2, 0x0a, 0], 150_000))
            }
        },
        Hostile("a length beyond the file", .malformed) {
            WireMessage.varint(7 << 3 | 2) + WireMessage.varint(0x7fff_ffff) + [1, 2, 3]
        },
        Hostile("a length beyond every file", .malformed) {
            WireMessage.varint(7 << 3 | 2) + WireMessage.varint(1 << 63) + [1, 2, 3]
        },
        Hostile("a length beyond its message", .malformed) { WireMessage.model { $0.append([0x0a, 5, 1]) } },
        Hostile("a number without end", .malformed) { [0x08] + repeated([0xff], 20) },
        Hostile("a field without number", .malformed) { [0x00, 0x00] },
        Hostile("a group", .malformed) { [0x0b, 0x0c] },
        Hostile("a text with NUL", .malformed) { WireMessage.model { $0.add(2, "a\0b") } },
        Hostile("a text that is no UTF-8", .malformed) { WireMessage.model { $0.add(2, [0xff, 0xfe]) } },
        Hostile("sizes whose product overflows", .malformed) {
            tensor { tensor in
                for _ in 0..<3 { tensor.add(1, 1 << 62) }
                tensor.add(9, [UInt8](repeating: 0, count: 16))
            }
        },
        Hostile("sizes whose product is beyond memory", .malformed) {
            tensor { tensor in
                for _ in 0..<2 { tensor.add(1, 1 << 31) }
                tensor.add(9, [UInt8](repeating: 0, count: 16))
            }
        },
        Hostile("a negative size", .malformed) {
            tensor { tensor in
                tensor.add(1, UInt64.max)
                tensor.add(9, [UInt8](repeating: 0, count: 16))
            }
        },
        Hostile("too few values", .malformed) {
            tensor { tensor in
                tensor.add(1, 5)
                tensor.add(9, [UInt8](repeating: 0, count: 16))
            }
        },
        Hostile("too many values", .malformed) {
            tensor { tensor in
                tensor.add(1, 1)
                tensor.add(9, [1, 2, 3, 4, 5])
            }
        },
        Hostile("values twice", .malformed) {
            tensor { tensor in
                tensor.add(1, 1)
                tensor.add(9, [1, 2, 3, 4])
                tensor.add(9, [1, 2, 3, 4])
            }
        },
        Hostile("a tensor of an unknown type", .unsupported) {
            tensor { tensor in
                tensor.add(2, 17)
                tensor.add(1, 4)
                tensor.add(9, [1, 2, 3, 4])
            }
        },
        Hostile("one name for two tensors", .malformed) {
            WireMessage.model { graph in
                for _ in 0..<2 {
                    graph.add(5) { tensor in
                        tensor.add(2, 1)
                        tensor.add(8, "w")
                        tensor.add(9, [1, 2, 3, 4])
                    }
                }
            }
        },
        Hostile("an attribute without the value of its type", .malformed) {
            WireMessage.model { graph in
                graph.add(1) { node in
                    node.add(4, "Softmax")
                    node.add(5) { attribute in
                        attribute.add(1, "axis")
                        attribute.add(20, 2)
                    }
                }
            }
        },
        Hostile("an input that is another node's output in a circle", .malformed) {
            WireMessage.model { graph in
                for (input, output) in [("a", "b"), ("b", "a")] {
                    graph.add(1) { node in
                        node.add(1, input)
                        node.add(2, output)
                        node.add(4, "Relu")
                    }
                }
                graph.add(12) { $0.add(1, "a") }
            }
        },
        Hostile("nothing", .malformed) { [] },
        Hostile("a model without a graph", .malformed) {
            WireMessage.build { model in
                model.add(1, 8)
                model.add(8) { $0.add(2, 17) }
            }
        },
        Hostile("a model without operator set", .malformed) {
            WireMessage.build { model in
                model.add(1, 8)
                model.add(7) { $0.add(2, "graph") }
            }
        },
        Hostile("an operator set of the future", .unsupported) {
            WireMessage.build { model in
                model.add(1, 8)
                model.add(7) { $0.add(2, "graph") }
                model.add(8) { $0.add(2, 29) }
            }
        },
    ]

    @Test(arguments: files)
    func `is refused before it takes time or memory`(_ file: Hostile) throws {
        let source = MemoryByteSource(file.bytes(), name: "hostile.onnx")
        let start = ContinuousClock.now
        let error = try #require(throws: FerryError.self) { try ONNX().read(source, options: ReadOptions()) }
        #expect(error.code == file.code, "\(error)")
        #expect(error.location.file == "hostile.onnx")
        #if !DEBUG
            #expect(ContinuousClock.now - start < .seconds(10), "seconds on a busy machine, minutes where it is unpacked")
        #endif
    }

    @Test func `may nest 20 graphs, which no stack minds`() throws {
        #expect(throws: Never.self) { try WireScan.skeleton(of: MemoryByteSource(Self.nested(20), name: "nested")) }
    }

    /// The walk counts what libprotobuf-c allocates; if it counted too little, the arena's limit would refuse what it accepted.
    @Test(arguments: [[UInt8]([0x0a, 0]), [0x2a, 0], [0x5a, 0]])
    func `just within the memory limit is unpacked`(_ field: [UInt8]) throws {
        var accepted = 0
        for count in stride(from: 100_000, through: 400_000, by: 100_000) {
            let bytes = WireMessage.model { $0.append(Self.repeated(field, count)) }
            let source = MemoryByteSource(bytes, name: "many")
            guard (try? WireScan.skeleton(of: source)) != nil else { continue }
            accepted += 1
            let error = #expect(throws: FerryError.self) { try ONNX().read(source, options: ReadOptions()) }
            #expect(error?.code != .limit, "\(error!)")
            #expect(error?.problem.contains("fields of the types") != true)
        }
        #expect(accepted > 0)
    }
}
