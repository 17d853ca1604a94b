internal import FerryCore

struct FlattenLayer: KerasLayerCodec {
    let classNames = ["Flatten"]

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        configuration.expectChannelsLast()
        return { inputs, builder in try builder.output(Flatten(), [try builder.only(inputs)]) }
    }
}

extension FlattenLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        node.operation is Flatten ? KerasDescription("Flatten") : nil
    }
}
