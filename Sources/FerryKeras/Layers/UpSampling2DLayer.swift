internal import FerryCore

struct UpSampling2DLayer: KerasLayerCodec {
    let classNames = ["UpSampling2D"]

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        configuration.expectChannelsLast()
        let interpolations = Dictionary(
            uniqueKeysWithValues: UpSampling2D.Interpolation.allCases.map { ($0.rawValue, $0) })
        let sampling = UpSampling2D(
            factors: configuration.size("size", default: Size2D(2)),
            interpolation: configuration.word("interpolation", default: "nearest", interpolations) ?? .nearest)
        return { inputs, builder in try builder.output(sampling, [try builder.only(inputs)]) }
    }
}

extension UpSampling2DLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let sampling = node.operation as? UpSampling2D else { return nil }
        return KerasDescription(
            "UpSampling2D",
            ["size": .size(sampling.factors), "interpolation": .string(sampling.interpolation.rawValue)])
    }
}
