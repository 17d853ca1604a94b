import FerryCore
import FerryKeras

/// Keras's layer of this name, in both directions.
public struct UnitNormalizationLayer: KerasLayerCodec {
    public init() {}

    public let classNames = ["UnitNormalization"]

    public func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        let axes = configuration.integers("axis") ?? [-1]
        if axes.count != 1 { configuration.noteUnsupported("axis", expected: "one axis") }
        return { inputs, builder in
            let x = try builder.only(inputs)
            let axis = axes.first ?? -1
            // Keras counts from the start, too.
            return try builder.output(
                UnitNormalization(axis: axis < 0 ? axis : axis - builder.type(of: x).shape.count), [x])
        }
    }

    public func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let normalization = node.operation as? UnitNormalization else { return nil }
        return KerasDescription("UnitNormalization", ["axis": .integer(normalization.axis)])
    }
}
