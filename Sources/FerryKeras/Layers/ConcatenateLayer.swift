internal import FerryCore

struct ConcatenateLayer: KerasLayerCodec {
    let classNames = ["Concatenate"]

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        let concatenation = Concatenate(
            axis: configuration.integer(
                "axis", default: -1, in: -KerasConfiguration.largestSize...KerasConfiguration.largestSize))
        return { inputs, builder in try builder.output(concatenation, inputs) }
    }
}

extension ConcatenateLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        (node.operation as? Concatenate).map { KerasDescription("Concatenate", ["axis": .integer($0.axis)]) }
    }
}
