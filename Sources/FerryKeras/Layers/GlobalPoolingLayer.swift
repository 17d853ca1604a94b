internal import FerryCore

/// GlobalMaxPooling2D and GlobalAveragePooling2D.
struct GlobalPoolingLayer: KerasLayerCodec {
    let classNames: [String]
    private let operation: @Sendable (_ keepsDimensions: Bool) -> any Operator

    static let maximum = GlobalPoolingLayer(classNames: ["GlobalMaxPooling2D"]) { GlobalMaxPooling2D(keepsDimensions: $0) }
    static let average = GlobalPoolingLayer(classNames: ["GlobalAveragePooling2D"]) {
        GlobalAveragePooling2D(keepsDimensions: $0)
    }

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        configuration.expectChannelsLast()
        let pooling = operation(configuration.flag("keepdims", default: false))
        return { inputs, builder in try builder.output(pooling, [try builder.only(inputs)]) }
    }
}
