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
