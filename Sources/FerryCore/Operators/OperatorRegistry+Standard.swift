extension OperatorRegistry {
    /// The operators that Ferry comes with.
    public static let standard = OperatorRegistry([
        Conv2D.self, DepthwiseConv2D.self, SeparableConv2D.self, Conv2DTranspose.self, Dense.self,
        MaxPooling2D.self, AveragePooling2D.self, GlobalMaxPooling2D.self, GlobalAveragePooling2D.self,
        Flatten.self, Reshape.self, Transpose.self, ZeroPadding2D.self, Cropping2D.self, UpSampling2D.self,
        BatchNormalization.self, LayerNormalization.self, Rescaling.self, Normalization.self,
        Add.self, Subtract.self, Multiply.self, Average.self, Maximum.self, Minimum.self, Concatenate.self,
        Softmax.self, LogSoftmax.self, Sparsemax.self, GLU.self,
        ReLU.self, LeakyReLU.self, PReLU.self, ELU.self, Activation.self, Dropout.self, Identity.self,
    ])
}
