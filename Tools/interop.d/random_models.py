"""Random models of every operator and every structure, each determined by a seed.

The operators and structures come round in turn, so that as many models as there are of them meet each at least once;
everything around is drawn.
"""

import collections
import json

import numpy as np
import tensorflow

from cases import draw_inputs, draw_weights
from framework import is_keras2, keras, layers as L, start, version
from manifest import leaf_layers
from random_layers import ACTIVATIONS, ANYWHERE, MERGES, ON_PICTURES, OPERATORS, Dice
from recording import input_names, record

Drawn = collections.namedtuple("Drawn", "model operator structure inputs recording outputs exact sizes")

# Tensors larger than this are not built upon.
LARGEST = 4000
# A model whose values Keras itself gets wrong by more than this in float32, relative to the tensor's largest, tells nothing
# about others: it is drawn again.
CONDITIONING = 2e-6


def shape_of(tensor):
    return tuple(tensor.shape[1:])


def layer_for(dice, operator, shape):
    """A random layer of an operator for a shape, or None where it has none."""
    if operator in ON_PICTURES:
        return ON_PICTURES[operator](dice, shape) if len(shape) == 3 and None not in shape else None
    return ANYWHERE[operator](dice, shape)


def grown(dice, tensor, operators):
    """`tensor` after layers of some of `operators`, each drawn for the shape at hand."""
    for operator in operators:
        shape = shape_of(tensor)
        if operator in MERGES:
            tensor = merged(dice, tensor, operator)
            continue
        layer = layer_for(dice, operator, shape)
        if layer is not None:
            after = layer(tensor)
            if np.prod(shape_of(after)) <= LARGEST:
                tensor = after
    return tensor


def merged(dice, tensor, operator):
    """`tensor` merged with a branch of its own: the same shape, or one value for each channel where that broadcasts."""
    shape = shape_of(tensor)
    branch = L.Dense(shape[-1], activation="tanh")(tensor)
    if operator == "Concatenate":
        return L.Concatenate(axis=dice.one_of([-1, 1]))([tensor, branch, tensor][: dice.whole(2, 3)])
    if len(shape) == 3 and dice.chance(0.4):
        branch = L.GlobalAveragePooling2D(keepdims=True)(branch)
    inputs = [tensor, branch]
    if operator != "Subtract" and dice.chance(0.3):
        inputs.append(L.Activation("sigmoid")(tensor))
    return MERGES[operator]()(inputs)


def some(dice, low, high):
    """Names of operators that keep values near one."""
    calm = [name for name in OPERATORS if name not in ("Activation", "Multiply", "Permute", "Rescaling")]
    return [dice.one_of(calm) for _ in range(dice.whole(low, high))]


def picture(dice, name=None):
    shape = (dice.whole(5, 10), dice.whole(5, 10), dice.one_of([1, 2, 3, 4, 6]))
    return L.Input(shape, name=name)


def vector(dice, tensor):
    """A tensor of rank 2 from any other."""
    if len(tensor.shape) == 2:
        return tensor
    if len(tensor.shape) == 4 and dice.chance(0.4):
        return dice.one_of([L.GlobalAveragePooling2D, L.GlobalMaxPooling2D])()(tensor)
    return L.Flatten()(tensor)


def start_of(dice, operator, tensor):
    """A picture again where `operator` needs one."""
    if operator in ON_PICTURES and len(tensor.shape) != 4:
        tensor = L.Reshape((4, 4, 2))(L.Dense(32)(vector(dice, tensor)))
    return tensor


def trunk(dice, operator, tensor):
    tensor = grown(dice, tensor, some(dice, 0, 2))
    # What the operator is drawn for may be a shape that it has nothing for: then another shape is tried.
    tensor = start_of(dice, operator, tensor)
    if operator not in MERGES and layer_for(dice, operator, shape_of(tensor)) is None:
        tensor = start_of(dice, "Conv2D", L.Dense(6)(vector(dice, tensor)))
    tensor = grown(dice, tensor, [operator])
    return grown(dice, tensor, some(dice, 0, 3))


def functional(dice, operator):
    i = picture(dice)
    return keras.Model(i, L.Dense(dice.whole(2, 5))(vector(dice, trunk(dice, operator, i))))


def sequential(dice, operator):
    """Layers in a row, which a merging operator is not: then a convolution takes its turn."""
    shape = (dice.whole(5, 10), dice.whole(5, 10), dice.whole(1, 4))
    model = keras.Sequential([L.Input(shape) if not is_keras2 else L.InputLayer(shape)])
    for name in [*some(dice, 0, 2), operator, *some(dice, 0, 3), "Flatten", "Dense"]:
        name = "Conv2D" if name in MERGES else name
        layer = layer_for(dice, name, tuple(model.output_shape[1:]) if len(model.layers) else shape)
        if layer is not None:
            model.add(layer)
    return model


def several_inputs(dice, operator):
    a, b = picture(dice, "z_first"), L.Input((dice.whole(2, 5),), name="a_second")
    x = vector(dice, trunk(dice, operator, a))
    y = L.Concatenate()([x, L.Dense(3, activation="tanh")(b)])
    return keras.Model([a, b], [L.Dense(2, name="y")(y), L.Dense(3, activation="softmax", name="b")(x)])


def shared(dice, operator):
    i = picture(dice)
    x = trunk(dice, operator, i)
    twice = L.Dense(x.shape[-1], activation="tanh", name="twice")
    return keras.Model(i, twice(L.LeakyReLU(name="between")(twice(x))))


def inner_model(dice, shape, operator, name):
    i = L.Input(shape)
    x = vector(dice, trunk(dice, operator, i))
    layers = [L.BatchNormalization(trainable=dice.chance(0.5)), L.Dense(4, trainable=dice.chance(0.5)), L.Dense(4)]
    for layer in layers:
        x = layer(x)
    return keras.Model(i, x, name=name)


def nested(dice, operator):
    i = picture(dice)
    inner = inner_model(dice, shape_of(i), operator, "inner")
    if dice.chance(0.3):
        inner.trainable = False
    if dice.chance(0.5):
        return keras.Sequential([L.Input(shape_of(i)), inner, L.Dense(2)], name="outer")
    return keras.Model(i, L.Dense(2)(inner(i)))


def nested_twice(dice, operator):
    shape = shape_of(picture(dice))
    a, b = L.Input(shape, name="left"), L.Input(shape, name="right")
    inner = inner_model(dice, shape, operator, "inner")
    head = keras.Sequential([L.Input((4,)), L.Dense(3, activation="relu"), L.Dense(2)], name="head")
    x, y = inner(a), inner(b)
    return keras.Model([a, b], [head(L.Maximum()([x, y])), head(x)])


def open_size(dice, operator):
    """Height and width are left open, so only layers that take any size stand in it."""
    i = L.Input((None, None, dice.whole(1, 4)), name="image")
    x = L.Conv2D(dice.one_of([2, 3, 4, 6]), 3, strides=dice.whole(1, 2), padding="same", activation="relu")(i)
    if operator in MERGES and operator != "Concatenate":
        x = MERGES[operator]()([x, L.Conv2D(x.shape[-1], 1, activation="tanh")(x)])
    elif operator not in (*MERGES, "Flatten", "Reshape", "Permute", "PReLU", "Softmax"):
        # What fits into 3x3 fits into any picture that is drawn for this model.
        smallest = (3, 3, x.shape[-1])
        layer = (ON_PICTURES.get(operator) or ANYWHERE[operator])(dice, smallest)
        x = x if layer is None else layer(x)
    if len(x.shape) == 4:
        x = L.GlobalAveragePooling2D()(L.DepthwiseConv2D(3, padding="same")(x))
    return keras.Model(i, L.Dense(3)(x))


def activations(dice, operator):
    """Every activation name, as a layer and as an argument of one."""
    i = L.Input((dice.whole(2, 6) * 2,), name="x")
    outputs = [L.Activation(name, name=name)(i) for name in ACTIVATIONS]
    outputs += [L.Dense(4, activation=name, name=f"dense_{name}")(i) for name in ACTIVATIONS]
    return keras.Model(i, outputs)


STRUCTURES = [functional, sequential, several_inputs, shared, nested, functional, nested_twice, open_size, activations]
if (3, 0) <= version < (3, 6):
    # These cannot read back what they write of a layer that is called on its own output.
    STRUCTURES.remove(shared)


def in_float64(model):
    """The same model computing in float64: how far Keras's own float32 is off."""

    def widened(value):
        if isinstance(value, dict):
            if value.get("class_name") == "DTypePolicy":
                return "float64"
            return {
                key: "float64" if key == "dtype" and item == "float32" else widened(item) for key, item in value.items()
            }
        return [widened(item) for item in value] if isinstance(value, list) else value

    twin = keras.models.model_from_json(json.dumps(widened(json.loads(model.to_json()))))
    twin.set_weights(model.get_weights())
    for layer in leaf_layers(twin):
        if isinstance(layer, L.Normalization) and layer.weights:
            # What it computes with is derived from its weights, by `adapt` and by nothing else.
            layer.finalize_state()
    return twin


def conditioning(recording, exact):
    """The largest error of float32 against float64 in any value, relative to the value's largest magnitude."""
    worst = 0
    for name in recording:
        if name.startswith("values/"):
            # Keras 3.0 reads a nested model back as one that answers with a list of one, which the next layer stacks.
            truth = exact[name].reshape(recording[name].shape)
            scale = np.abs(truth).max()
            error = np.abs(recording[name] - truth).max()
            if not np.isfinite(error):
                return np.inf
            worst = max(worst, error / scale if scale else error)
    return worst


def draw(seed, index):
    """The model of a seed and its number in the run, and how many before it Keras cannot compute in float32."""
    operator = OPERATORS[index % len(OPERATORS)]
    structure = (
        STRUCTURES[index % len(STRUCTURES)] if index < len(OPERATORS) else STRUCTURES[(index * 5 + 3) % len(STRUCTURES)]
    )
    for attempt in range(20):
        key = [seed, index, attempt]
        dice = Dice(key)
        start(int(np.random.SeedSequence(key).generate_state(1)[0] % 2**31))
        model = structure(dice, operator)
        draw_weights(model, dice.generator)
        sizes = (dice.whole(5, 9), dice.whole(5, 9)) if structure is open_size else ()
        inputs = draw_inputs(model, input_names(model), dice.generator, sizes, batch=dice.whole(1, 4))
        inputs = {name: value / 2 for name, value in inputs.items()}
        try:
            recording, outputs = record(model, inputs)
        except tensorflow.errors.InvalidArgumentError:
            continue  # Keras builds some transposed convolutions that TensorFlow refuses to run.
        exact, _ = record(
            in_float64(model), {name: value.astype(np.float64) for name, value in inputs.items()}, np.float64
        )
        if conditioning(recording, exact) <= CONDITIONING:
            return Drawn(model, operator, structure.__name__, inputs, recording, outputs, exact, sizes), attempt
    raise RuntimeError(f"seed {seed}, model {index}: twenty draws of {operator} are beyond Keras or float32")
