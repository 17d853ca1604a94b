internal import FerryCore
public import FerryTraining

/// What `ferry train NAME` does unless told otherwise: data, not code.
public struct Recipe: Sendable {
    public var name: String
    /// In one sentence.
    public var summary: String
    /// One of the architectures that come with Ferry.
    public var architecture: String
    public var optimizer = "adam"
    public var loss = Loss.categoricalCrossentropy
    public var batchSize = 32
    /// At most.
    public var epochs = 20
    /// Epochs without a better validation loss after which training stops; the best parameters come back.
    public var patience: Int? = 3
    public var augmentation: Augmentation? = .documented

    /// The recipes that come with Ferry.
    public static let all = [
        Recipe(
            name: "mnist-cnn", summary: "the convolutional network that Keras documents for MNIST, as documented",
            architecture: "mnist-cnn"),
        Recipe(
            name: "lenet5", summary: "LeCun et al., \"Gradient-based learning applied to document recognition\", 1998, with ReLU",
            architecture: "lenet5"),
        Recipe(
            name: "vgg-small", summary: "pairs of 3×3 convolutions between poolings, after Simonyan and Zisserman, 2014",
            architecture: "vgg-small", batchSize: 64),
        Recipe(
            name: "resnet-small", summary: "residual blocks with batch normalization, after He et al., 2015",
            architecture: "resnet-small", batchSize: 64),
    ]

    /// The recipe of this name.
    public static func named(_ name: String) -> Recipe? { all.first { $0.name == name } }
}

extension Augmentation {
    /// Rotation by up to 10°, zoom and shifts by up to a tenth.
    public static let documented = Augmentation(rotation: 10, widthShift: 0.1, heightShift: 0.1, zoom: 0.9...1.1)
}
