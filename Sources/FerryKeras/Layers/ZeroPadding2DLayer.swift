internal import FerryCore

struct ZeroPadding2DLayer: KerasLayerCodec {
    let classNames = ["ZeroPadding2D"]

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        configuration.expectChannelsLast()
        let padding = ZeroPadding2D(
            margins: configuration.margins("padding", default: Margins2D(top: 1, bottom: 1, left: 1, right: 1)))
        return { inputs, builder in try builder.output(padding, [try builder.only(inputs)]) }
    }
}

extension ZeroPadding2DLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        (node.operation as? ZeroPadding2D).map { Self.description(of: $0.margins) }
    }

    static func description(of margins: Margins2D) -> KerasDescription {
        KerasDescription("ZeroPadding2D", ["padding": .margins(margins)])
    }
}
