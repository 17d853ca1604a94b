internal import FerryCore

struct Cropping2DLayer: KerasLayerCodec {
    let classNames = ["Cropping2D"]

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        configuration.expectChannelsLast()
        let cropping = Cropping2D(margins: configuration.margins("cropping", default: .zero))
        return { inputs, builder in try builder.output(cropping, [try builder.only(inputs)]) }
    }
}

extension Cropping2DLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        (node.operation as? Cropping2D).map { KerasDescription("Cropping2D", ["cropping": .margins($0.margins)]) }
    }
}
