import FerryCore
import FixtureCases
import Foundation
import Testing

@testable import FerryONNX

/// Changes of a graph that keep the file well-formed: what overwriting bytes seldom hits.
private struct GraphMutation {
    private var generator: SplitMix64
    private(set) var onnx: ONNXModel
    private let opTypes: [String]
    private let names: [String]

    init(_ onnx: ONNXModel, seed: UInt64) {
        self.onnx = onnx
        generator = SplitMix64(state: seed)
        opTypes =
            Array(Set(onnx.nodes.map(\.opType))).sorted() + ["Tile", "Expand", "Split", "ReduceSum", "Pad", "Resize", "Gather"]
        names = Array(Set(onnx.nodes.flatMap { $0.inputs + $0.outputs } + onnx.initializers.map(\.name))).sorted() + [""]
    }

    private mutating func number(below limit: Int) -> Int { Int(generator.next() % UInt64(max(limit, 1))) }

    private mutating func integer() -> Int {
        let integers = [-2, -1, 0, 1, 2, 3, 5, 7, 1009, 1 << 20, 1 << 31, 1 << 40, Int.max, Int.min]
        return integers[number(below: integers.count)]
    }

    mutating func mutate() {
        let index = number(below: onnx.nodes.count)
        switch number(below: 10) {
        case 0: onnx.nodes[index].opType = opTypes[number(below: opTypes.count)]
        case 1: onnx.nodes[index].inputs.shuffle(using: &generator)
        case 2 where !onnx.nodes[index].inputs.isEmpty:
            onnx.nodes[index].inputs[number(below: onnx.nodes[index].inputs.count)] = names[number(below: names.count)]
        case 3: onnx.nodes[index].inputs.append(names[number(below: names.count)])
        case 4: _ = onnx.nodes[index].inputs.popLast()
        case 5: onnx.nodes.swapAt(index, number(below: onnx.nodes.count))
        case 6: changeInitializer()
        case 7: changeInput()
        default: changeAttribute(of: index)
        }
    }

    private mutating func changeAttribute(of index: Int) {
        guard !onnx.nodes[index].attributes.isEmpty else { return }
        let place = number(below: onnx.nodes[index].attributes.count)
        switch onnx.nodes[index].attributes[place].value {
        case .integer: onnx.nodes[index].attributes[place].value = .integer(integer())
        case .integers(var values) where !values.isEmpty:
            values[number(below: values.count)] = integer()
            if number(below: 4) == 0 { values.append(integer()) }
            onnx.nodes[index].attributes[place].value = .integers(values)
        case .number: onnx.nodes[index].attributes[place].value = .number([0, -1, .nan, .infinity, 1e30][number(below: 5)])
        default: onnx.nodes[index].attributes.remove(at: place)
        }
    }

    private mutating func changeInitializer() {
        guard !onnx.initializers.isEmpty else { return }
        let place = number(below: onnx.initializers.count)
        let source = onnx.initializers[place].source
        switch number(below: 4) {
        case 0:
            let shape = [source.shape.reversed(), source.shape + [1], [1] + source.shape, [source.elementCount]][number(below: 4)]
            onnx.initializers[place].source = PermutedSource.permuting(
                source, by: Array(source.shape.indices), shape: Array(shape))
        case 1: onnx.initializers.remove(at: place)
        default:
            let count = number(below: 6)
            onnx.initializers[place].source = IntegerSource((0..<count).map { _ in integer() }, shape: [count])
        }
    }

    private mutating func changeInput() {
        guard var dimensions = onnx.inputs[0].dimensions, !dimensions.isEmpty else { return }
        let dimension = [.symbol("N"), .unknown, .size(integer()), .size(1)][number(below: 4)] as ONNXValueInfo.Dimension
        if number(below: 3) == 0 { dimensions.append(dimension) } else { dimensions[number(below: dimensions.count)] = dimension }
        onnx.inputs[0].dimensions = dimensions
    }
}

@Suite struct `A graph that another exporter wrote` {
    static let files: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: FixtureCase.folder + "onnx")) ?? []
        return names.filter { $0.hasSuffix(".onnx") }.sorted()
    }()

    /// How many changed graphs of each file are read: more with `FERRY_MUTATIONS`.
    private static let count = ProcessInfo.processInfo.environment["FERRY_MUTATIONS"].flatMap { Int($0) } ?? 40

    @Test(arguments: files)
    func `is read or refused, whatever is changed in it`(file: String) throws {
        let onnx = try ModelUnpacker.unpack(try FileByteSource(path: FixtureCase.folder + "onnx/" + file))
        for seed in 0..<UInt64(Self.count) {
            var mutation = GraphMutation(onnx, seed: seed)
            for _ in 0...seed % 3 { mutation.mutate() }
            do {
                var decoder = try ONNXDecoder(mutation.onnx, table: .standard)
                _ = try decoder.run()
            } catch {
                #expect(error.code != .internalDefect, "seed \(seed): \(error)")
                #expect(!error.problem.isEmpty)
            }
        }
    }

    @Test(arguments: files)
    func `is read or refused, whatever is overwritten in its file`(file: String) throws {
        let bytes = try FileByteSource(path: FixtureCase.folder + "onnx/" + file).bytes()
        var generator = SplitMix64(state: 5)
        for _ in 0..<Self.count {
            var damaged = bytes
            for _ in 0..<1 + generator.next() % 8 {
                damaged[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
            }
            do {
                _ = try ONNX().read(MemoryByteSource(damaged, name: "damaged.onnx"), options: ReadOptions())
            } catch {
                #expect(error.code != .internalDefect, "\(error)")
            }
        }
    }
}
