internal import FerryCore

/// MaxPooling2D and AveragePooling2D.
struct PoolingLayer: KerasLayerCodec {
    let classNames: [String]
    private let operation: @Sendable (_ poolSize: Size2D, _ strides: Size2D, _ padding: Padding2D) -> any Operator

    static let maximum = PoolingLayer(classNames: ["MaxPooling2D"]) {
        MaxPooling2D(poolSize: $0, strides: $1, padding: $2)
    }
    static let average = PoolingLayer(classNames: ["AveragePooling2D"]) {
        AveragePooling2D(poolSize: $0, strides: $1, padding: $2)
    }

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        configuration.expectChannelsLast()
        let poolSize = configuration.size("pool_size", default: Size2D(2))
        let strides = configuration.size("strides", default: poolSize)
        let pooling = operation(poolSize, strides, configuration.padding())
        return { inputs, builder in try builder.output(pooling, [try builder.only(inputs)]) }
    }
}
