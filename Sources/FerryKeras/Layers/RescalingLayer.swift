internal import FerryCore

struct RescalingLayer: KerasLayerCodec {
    let classNames = ["Rescaling"]

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        if !configuration.has("scale") { configuration.noteMissing("scale", "a number or a list of them") }
        let rescaling = Rescaling(
            scale: configuration.numbers("scale") ?? [1], offset: configuration.numbers("offset") ?? [0])
        return { inputs, builder in try builder.output(rescaling, [try builder.only(inputs)]) }
    }
}

extension RescalingLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let rescaling = node.operation as? Rescaling else { return nil }
        return KerasDescription(
            "Rescaling", ["scale": .numbers(rescaling.scale), "offset": .numbers(rescaling.offset)])
    }
}
