internal import FerryCore
internal import Foundation

/// Softmax and its kin: functions of the elements along one axis, or of the last ones.
enum LaneFunctions {
    static let table: [String: ONNXDefinition] = [
        "Softmax": .init { (call) throws(FerryError) in try alongAxis(call) { lane in exponentials(lane, log: false) } },
        "LogSoftmax": .init { (call) throws(FerryError) in try alongAxis(call) { lane in exponentials(lane, log: true) } },
        "Hardmax": .init { (call) throws(FerryError) in
            try alongAxis(call) { lane in
                let largest = lane.firstIndex(of: lane.max() ?? 0)
                return lane.indices.map { $0 == largest ? 1 : 0 }
            }
        },
        "LayerNormalization": .init(layerNormalization),
    ]

    /// Shifted by the largest, which keeps exp finite.
    private static func exponentials(_ lane: [Double], log isLog: Bool) -> [Double] {
        let largest = lane.max() ?? 0
        let sum = lane.reduce(0) { $0 + exp($1 - largest) }
        return lane.map { isLog ? $0 - largest - log(sum) : exp($0 - largest) / sum }
    }

    private static func alongAxis(
        _ call: ONNXCall, _ function: ([Double]) -> [Double]
    ) throws(FerryError) -> [ONNXArray] {
        let x = try call.real(0)
        let axis = try call.axis(try call.node.integer("axis", default: -1), rank: x.rank)
        return [
            try call.numbers(x.element, x.shape) {
                var numbers = x.numbers
                let (size, stride) = (x.shape[axis], x.shape.rowMajorStrides[axis])
                for start in numbers.indices where start / stride % max(size, 1) == 0 {
                    let lane = (0..<size).map { numbers[start + $0 * stride] }
                    for (index, value) in function(lane).enumerated() { numbers[start + index * stride] = value }
                }
                return numbers
            }
        ]
    }

    /// Of all axes from one on; the second output is the mean, the third 1 / the standard deviation.
    @Sendable private static func layerNormalization(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let (x, scale) = (try call.real(0), try call.real(1))
        let axis = try call.axis(try call.node.integer("axis", default: -1), rank: x.rank)
        let epsilon = try call.node.number("epsilon", default: 1e-5)
        let bias = call.optional(2)
        guard call.node.outputs.dropFirst().allSatisfy(\.isEmpty) else { throw call.unsupported("statistics as outputs") }
        guard try call.broadcast([x.shape, scale.shape, bias?.shape ?? []]) == x.shape else {
            throw call.wrong(input: 1, expected: "a shape that broadcasts to \(x.shape)")
        }
        return [
            try call.numbers(x.element, x.shape) {
                let count = Array(x.shape[axis...]).elementCount
                var numbers = x.numbers
                for start in stride(from: 0, to: numbers.count, by: max(count, 1)) {
                    let group = numbers[start..<start + count]
                    let mean = group.reduce(0, +) / Double(count)
                    let variance = group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
                    for index in group.indices { numbers[index] = (group[index] - mean) / (variance + epsilon).squareRoot() }
                }
                let scales = scale.places(broadcastTo: x.shape)
                let biases = bias?.places(broadcastTo: x.shape)
                return numbers.indices.map {
                    numbers[$0] * scale.numbers[scales[$0]] + (biases.map { [index = $0] in bias?.numbers[$0[index]] ?? 0 } ?? 0)
                }
            }
        ]
    }
}
