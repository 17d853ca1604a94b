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

extension GlobalPoolingLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        let keepsDimensions: Bool
        switch node.operation {
        case let pooling as GlobalMaxPooling2D: keepsDimensions = pooling.keepsDimensions
        case let pooling as GlobalAveragePooling2D: keepsDimensions = pooling.keepsDimensions
        default: return nil
        }
        guard classNames == [node.operation.name] else { return nil }
        return KerasDescription(node.operation.name, ["keepdims": .bool(keepsDimensions)])
    }
}
