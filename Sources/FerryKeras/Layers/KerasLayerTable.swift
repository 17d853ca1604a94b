internal import FerryCore

/// The layer classes that a build knows. An immutable value: another package adds its own classes.
public struct KerasLayerTable: Sendable {
    private let codecs: [any KerasLayerCodec]
    private let byClass: [String: any KerasLayerCodec]

    /// - Precondition: no class appears twice.
    public init(_ codecs: [any KerasLayerCodec]) {
        self.codecs = codecs
        byClass = Dictionary(uniqueKeysWithValues: codecs.flatMap { codec in codec.classNames.map { ($0, codec) } })
    }

    public subscript(className: String) -> (any KerasLayerCodec)? { byClass[className] }

    /// In alphabetical order.
    public var classNames: [String] { byClass.keys.sorted() }

    /// These classes and those of `codecs`.
    ///
    /// - Precondition: no class appears twice.
    public func adding(_ others: [any KerasLayerCodec]) -> KerasLayerTable { KerasLayerTable(codecs + others) }

    /// The layer that a node of a graph is; nothing where no class is.
    ///
    /// - Throws: `unsupported` where a class is, but for the node's attributes.
    func description(of node: KerasNode) throws(FerryError) -> KerasDescription? {
        for codec in codecs {
            if let description = try codec.describe(node) { return description }
        }
        return nil
    }

    /// The classes that Ferry comes with.
    public static let standard = KerasLayerTable([
        Conv2DLayer(), DepthwiseConv2DLayer(), SeparableConv2DLayer(), Conv2DTransposeLayer(), DenseLayer(),
        PoolingLayer.maximum, PoolingLayer.average, GlobalPoolingLayer.maximum, GlobalPoolingLayer.average,
        FlattenLayer(), ReshapeLayer(), PermuteLayer(), ZeroPadding2DLayer(), Cropping2DLayer(), UpSampling2DLayer(),
        BatchNormalizationLayer(), LayerNormalizationLayer(), RescalingLayer(), NormalizationLayer(),
        MergeLayer.add, MergeLayer.subtract, MergeLayer.multiply, MergeLayer.average, MergeLayer.maximum, MergeLayer.minimum,
        ConcatenateLayer(),
        ActivationLayer.activation, ActivationLayer.elu, ActivationLayer.leakyReLU, ActivationLayer.reLU,
        ActivationLayer.softmax, ActivationLayer.thresholdedReLU, PReLULayer(),
        DropoutLayer(), IdentityLayer(), TrainingOnlyLayer(),
    ])
}
