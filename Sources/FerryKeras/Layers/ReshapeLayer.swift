internal import FerryCore

struct ReshapeLayer: KerasLayerCodec {
    let classNames = ["Reshape"]

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        if !configuration.has("target_shape") { configuration.noteMissing("target_shape", "sizes without the batch") }
        let shape = configuration.integers("target_shape", in: -1...KerasConfiguration.largestSize) ?? []
        let known = shape.filter { $0 != -1 }
        if known.contains(0) || known.count < shape.count - 1
            || known.checkedElementCount.map({ $0 > KerasLimits.elementCount })
                ?? true
        {
            configuration.noteInvalid("target_shape", "positive sizes, one of which may be -1")
        }
        return { inputs, builder in try builder.output(Reshape(shape: shape), [try builder.only(inputs)]) }
    }
}

extension ReshapeLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let reshape = node.operation as? Reshape else { return nil }
        return KerasDescription("Reshape", ["target_shape": .array(reshape.shape.map(JSONValue.integer))])
    }
}
