extension ONNXOperatorTable {
    /// The codecs that Ferry comes with.
    public static let standard = ONNXOperatorTable([
        Conv2DCodec(), DepthwiseConv2DCodec(), SeparableConv2DCodec(), Conv2DTransposeCodec(), DenseCodec(),
        MaxPooling2DCodec(), AveragePooling2DCodec(), GlobalMaxPooling2DCodec(), GlobalAveragePooling2DCodec(),
        FlattenCodec(), ReshapeCodec(), TransposeCodec(), ZeroPadding2DCodec(), Cropping2DCodec(), UpSampling2DCodec(),
        BatchNormalizationCodec(), LayerNormalizationCodec(), RescalingCodec(), NormalizationCodec(),
        AddCodec(), SubtractCodec(), MultiplyCodec(), AverageCodec(), MaximumCodec(), MinimumCodec(), ConcatenateCodec(),
        SoftmaxCodec(), LogSoftmaxCodec(), SparsemaxCodec(), GLUCodec(),
        ReLUCodec(), LeakyReLUCodec(), PReLUCodec(), ELUCodec(), ActivationCodec(), IdentityCodec(), DropoutCodec(),
        ONNXFunctionCodec(),
    ])
}
