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

extension PoolingLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        let (poolSize, strides, padding): (Size2D, Size2D, Padding2D)
        switch node.operation {
        case let pooling as MaxPooling2D where classNames == [MaxPooling2D.name]:
            (poolSize, strides, padding) = (pooling.poolSize, pooling.strides, pooling.padding)
        case let pooling as AveragePooling2D where classNames == [AveragePooling2D.name]:
            (poolSize, strides, padding) = (pooling.poolSize, pooling.strides, pooling.padding)
        default: return nil
        }
        var description = KerasDescription(
            classNames[0], ["pool_size": .size(poolSize), "strides": .size(strides)])
        try description.setPadding(padding, of: node, kernel: poolSize, strides: strides)
        // A maximum takes no part of what surrounds the image, and a mean does not count it.
        guard description.margins == nil || node.operation is MaxPooling2D && node.isNonNegative else {
            throw node.unsupported("pads that are not Keras's 'same'")
        }
        return description
    }
}
