"""Random layers: for each operator, options that Keras allows for a tensor of a given shape.

A layer is drawn for the shape of its input without the batch. `None` stands for "this operator has nothing for this shape".
"""

import numpy as np

from cases_operators import ACTIVATIONS
from framework import is_keras2, layers as L

# Bounded on any input, so that they may stand anywhere: a sum of large values costs float32 its digits.
CALM = ["relu", "tanh", "sigmoid", "elu", "softplus", "softsign", "swish", "hard_sigmoid", "gelu", "linear"]


class Dice:
    """Draws for one model."""

    def __init__(self, seed):
        self.generator = np.random.default_rng(seed)

    def whole(self, low, high):
        return int(self.generator.integers(low, high + 1))

    def one_of(self, choices):
        return choices[self.whole(0, len(choices) - 1)]

    def chance(self, probability):
        return bool(self.generator.random() < probability)

    def number(self, low, high):
        return round(float(self.generator.uniform(low, high)), 3)


def activation(dice):
    # glu halves the channels, and a softmax over one channel is a constant.
    return dice.one_of(CALM) if dice.chance(0.6) else "linear"


def window(dice, shape):
    """Kernel and strides that fit into `shape`."""
    kernel = tuple(dice.whole(1, min(4, size)) for size in shape[:2])
    strides = dice.one_of([1, 2, tuple(dice.whole(1, 3) for _ in range(2))])
    return kernel, strides


def convolution(dice, shape):
    kernel, strides = window(dice, shape)
    padding = dice.one_of(["same", "valid"])
    dilation = 1
    if dice.chance(0.3):
        strides, dilation = 1, tuple(dice.whole(1, 2) for _ in range(2))
        if any((k - 1) * d + 1 > size for k, d, size in zip(kernel, dilation, shape)):
            padding = "same"
    return {
        "kernel_size": kernel,
        "strides": strides,
        "padding": padding,
        "dilation_rate": dilation,
        "use_bias": dice.chance(0.7),
        "activation": activation(dice),
    }


def conv2d(dice, shape):
    options = convolution(dice, shape)
    groups = dice.one_of([g for g in (1, 1, 2, 3) if shape[2] % g == 0])
    return L.Conv2D(groups * dice.whole(1, 4), groups=groups, **options)


def square(options):
    """TensorFlow's depthwise convolution takes equal strides only."""
    if isinstance(options["strides"], tuple):
        options["strides"] = options["strides"][0]
    return options


def depthwise_conv2d(dice, shape):
    return L.DepthwiseConv2D(depth_multiplier=dice.whole(1, 3), **square(convolution(dice, shape)))


def separable_conv2d(dice, shape):
    return L.SeparableConv2D(dice.whole(1, 5), depth_multiplier=dice.whole(1, 3), **square(convolution(dice, shape)))


# Keras 3.0 to 3.5 leave it out of what they save: their files hold another model than was saved.
SAVES_OUTPUT_PADDING = "output_padding" in L.Conv2DTranspose(1, 1).get_config()


def conv2d_transpose(dice, shape):
    strides = tuple(dice.whole(1, 3) for _ in range(2))
    output_padding = None
    if dice.chance(0.3) and min(strides) > 1 and SAVES_OUTPUT_PADDING:
        output_padding = tuple(dice.whole(0, stride - 1) for stride in strides)
    return L.Conv2DTranspose(
        dice.whole(1, 4),
        tuple(dice.whole(1, 4) for _ in range(2)),
        strides=strides,
        padding=dice.one_of(["same", "valid"]),
        output_padding=output_padding,
        use_bias=dice.chance(0.7),
        activation=activation(dice),
    )


def pooling(layer):
    def draw(dice, shape):
        size, strides = window(dice, shape)
        return layer(size, strides=dice.one_of([None, strides]), padding=dice.one_of(["same", "valid"]))

    return draw


def global_pooling(layer):
    return lambda dice, shape: layer(keepdims=dice.chance(0.5))


def sides(dice, high):
    return tuple(tuple(dice.whole(0, high) for _ in range(2)) for _ in range(2))


def cropping2d(dice, shape):
    return L.Cropping2D(sides(dice, 1)) if min(shape[:2]) > 2 else None


def permute(dice, shape):
    return L.Permute(tuple(int(axis) + 1 for axis in dice.generator.permutation(len(shape))))


def reshape(dice, shape):
    count = int(np.prod(shape))
    if len(shape) == 1:
        factors = [f for f in range(2, 7) if count % f == 0]
        return L.Reshape((dice.one_of(factors), -1)) if factors else None
    return L.Reshape(dice.one_of([(count,), (-1, shape[-1]), (shape[-1], *shape[:-1])]))


def layer_normalization(dice, shape):
    # Keras cannot read several axes back from a legacy .h5, and over one value the result is beta alone.
    return (
        L.LayerNormalization(epsilon=1e-2, center=dice.chance(0.7), scale=dice.chance(0.7)) if shape[-1] > 2 else None
    )


def normalization(dice, shape):
    mean = [dice.number(-0.5, 0.5) for _ in range(shape[-1])]
    return L.Normalization(mean=mean, variance=[dice.number(0.5, 2) for _ in mean])


def adapted_normalization(dice, shape):
    layer = L.Normalization()
    layer.adapt(dice.generator.normal(0.2, 1.2, (16, *shape)).astype(np.float32))
    return layer


def relu(dice, shape):
    options = {}
    if dice.chance(0.5):
        options["max_value"] = dice.number(0.8, 2)
    if dice.chance(0.5):
        options["negative_slope"] = dice.number(0, 0.5)
    if dice.chance(0.5):
        options["threshold"] = dice.number(0, 0.5)
    return L.ReLU(**options)


def leaky_relu(dice, shape):
    if dice.chance(0.3):
        return L.LeakyReLU()
    slope = dice.number(0.01, 0.5)
    return L.LeakyReLU(alpha=slope) if is_keras2 else L.LeakyReLU(negative_slope=slope)


def prelu(dice, shape):
    return L.PReLU(shared_axes=[1, 2] if len(shape) == 3 and dice.chance(0.5) else None)


def identity(dice, shape):
    choices = [
        L.Dropout(0.4),
        L.GaussianNoise(0.1),
        L.GaussianDropout(0.3),
        L.ActivityRegularization(l2=0.01),
        L.AlphaDropout(0.2),
    ]
    if len(shape) == 3:
        choices.append(L.SpatialDropout2D(0.2))
    if hasattr(L, "Identity"):
        choices.append(L.Identity())
    return dice.one_of(choices)


def activation_layer(dice, shape):
    names = [name for name in ACTIVATIONS if name != "glu" or shape[-1] % 2 == 0]
    return L.Activation(dice.one_of(names))


# Operators on pictures [height, width, channels], on any rank, and from pictures to vectors.
ON_PICTURES = {
    "Conv2D": conv2d,
    "DepthwiseConv2D": depthwise_conv2d,
    "SeparableConv2D": separable_conv2d,
    "Conv2DTranspose": conv2d_transpose,
    "MaxPooling2D": pooling(L.MaxPooling2D),
    "AveragePooling2D": pooling(L.AveragePooling2D),
    "ZeroPadding2D": lambda dice, shape: L.ZeroPadding2D(sides(dice, 2)),
    "Cropping2D": cropping2d,
    "UpSampling2D": lambda dice, shape: L.UpSampling2D(
        tuple(dice.whole(1, 3) for _ in range(2)), interpolation=dice.one_of(["nearest", "bilinear"])
    ),
    "GlobalAveragePooling2D": global_pooling(L.GlobalAveragePooling2D),
    "GlobalMaxPooling2D": global_pooling(L.GlobalMaxPooling2D),
}
ANYWHERE = {
    "Dense": lambda dice, shape: L.Dense(dice.whole(2, 6), use_bias=dice.chance(0.8), activation=activation(dice)),
    "Flatten": lambda dice, shape: L.Flatten(),
    "Reshape": reshape,
    "Permute": permute,
    "BatchNormalization": lambda dice, shape: L.BatchNormalization(
        epsilon=dice.one_of([1e-3, 1e-2]), center=dice.chance(0.7), scale=dice.chance(0.7)
    ),
    "LayerNormalization": layer_normalization,
    "Rescaling": lambda dice, shape: L.Rescaling(dice.number(0.5, 2), offset=dice.number(-1, 1)),
    "Normalization": normalization,
    "Normalization, adapted": adapted_normalization,
    "Activation": activation_layer,
    "Softmax": lambda dice, shape: L.Softmax(axis=dice.one_of([-1, len(shape)]) if shape[-1] > 1 else 1),
    "ReLU": relu,
    "LeakyReLU": leaky_relu,
    "PReLU": prelu,
    "ELU": lambda dice, shape: L.ELU(dice.number(0.3, 1.5)),
    "the identity at inference": identity,
}
MERGES = {
    "Add": L.Add,
    "Subtract": L.Subtract,
    "Multiply": L.Multiply,
    "Average": L.Average,
    "Maximum": L.Maximum,
    "Minimum": L.Minimum,
    "Concatenate": L.Concatenate,
}
OPERATORS = [*ON_PICTURES, *ANYWHERE, *MERGES]
