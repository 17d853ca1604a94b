internal import FerryCore

struct PReLULayer: KerasLayerCodec {
    let classNames = ["PReLU"]
    let ignoredKeys = KerasKeys.training("alpha")

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        // Counted from 1: the batch is axis 0 and cannot be shared.
        let shared = Set(configuration.integers("shared_axes", in: 1...64) ?? [])
        return { inputs, builder in
            let x = try builder.only(inputs)
            var shape: [Int] = []
            for axis in 1..<max(1, builder.type(of: x).shape.count) {
                shape.append(shared.contains(axis) ? 1 : try builder.size(ofAxis: axis, of: x))
            }
            return try builder.output(PReLU(), [x, try builder.weight("alpha", shape: shape)])
        }
    }
}

extension PReLULayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard node.operation is PReLU else { return nil }
        let sizes = try node.sizes()
        let alpha = node.shape(ofParameter: 1)
        // Broadcasting aligns the last axes.
        let aligned = [Int](repeating: 1, count: max(0, sizes.count - alpha.count)) + alpha
        let shared = sizes.indices.filter { aligned[$0] == 1 && sizes[$0] != 1 }.map { JSONValue.integer($0 + 1) }
        return KerasDescription("PReLU", ["shared_axes": shared.isEmpty ? nil : .array(shared)], weights: ["alpha": 1])
    }
}
