"""Models that ferry carried into a container of Keras, as the Keras of this process loads them."""

import h5py
import numpy as np
from framework import is_keras2, keras, start
from manifest import EXTENSIONS
from onnx_values import difference
from recording import record

TOLERANCE = 1e-6
# ferry's names for the containers of the manifest.
FORMATS = {
    "keras-archive": "keras",
    "keras-h5": "keras-h5",
    "keras-variables-h5": "keras-variables-h5",
    "keras-weights-h5": "keras-weights-h5",
}
CONTAINERS = [name for name in FORMATS if is_keras2 or name != "keras-weights-h5"]
WEIGHTS_ONLY = ("keras-variables-h5", "keras-weights-h5")
# Numbers of objects, that differ from run to run, and the sizes of the first batch that a layer met, which an `.h5` does not keep.
FLEETING = {"shared_object_id", "build_config"}


def settled(value):
    """A configuration without what differs from run to run; tuples are lists, functions and metrics that wrap one are their names."""
    if isinstance(value, dict):
        if value.get("class_name") == "function":
            return value["config"]
        if value.get("class_name") == "MeanMetricWrapper":
            return value["config"]["name"]
        return {key: settled(plain(key, inner)) for key, inner in value.items() if key not in FLEETING}
    if isinstance(value, (list, tuple)):
        return [settled(inner) for inner in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else repr(value)


def plain(key, value):
    """What Keras writes in two ways that mean the same: a list of one, or what would be in it."""
    is_bare = (
        key in ("input_layers", "output_layers") and isinstance(value, (list, tuple)) and isinstance(value[0], str)
    )
    is_doubled = key == "metrics" and isinstance(value, list) and len(value) == 1 and isinstance(value[0], list)
    return [value] if is_bare else value[0] if is_doubled else value


def first_difference(found, expected, place=""):
    """Where two settled configurations differ first, or None."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in expected.keys() | found.keys():
            if key not in found or key not in expected:
                return f"{place}.{key} is {found.get(key, 'absent')}, not {expected.get(key, 'absent')}"
            if inner := first_difference(found[key], expected[key], f"{place}.{key}"):
                return inner
        return None
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        for index, (left, right) in enumerate(zip(found, expected)):
            if inner := first_difference(left, right, f"{place}[{index}]"):
                return inner
        return None
    return None if found == expected else f"{place} is {found}, not {expected}"


def optimizer_variables(model):
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None:
        return []
    variables = optimizer.variables
    return [np.asarray(variable) for variable in (variables() if callable(variables) else variables)]


def stored_optimizer(path):
    """The optimizer's variables in a whole-model HDF5 file, which Keras 3 writes and cannot go on from."""
    with h5py.File(path, "r") as file:
        group = file.get("optimizer_weights")
        return [group[name][()] for name in group.attrs["weight_names"]] if group else []


def same_bits(found, expected, what):
    if len(found) != len(expected):
        return [f"{len(found)} {what} instead of {len(expected)}"]
    return [
        f"{what} {index} has other bits"
        for index, (left, right) in enumerate(zip(found, expected))
        if left.dtype != right.dtype or left.shape != right.shape or left.tobytes() != right.tobytes()
    ]


def values(model, recording):
    """What the model's layers give for the inputs of a recording."""
    return record(
        model, {key[len("inputs/") :]: array for key, array in recording.items() if key.startswith("inputs/")}
    )[0]


def differences(model, recording, tolerance):
    """The first layer that does not give what is recorded; to the bit where the tolerance is 0."""
    arrays = values(model, recording)
    for key, expected in recording.items():
        name = key.removeprefix("values/")
        if name == key:
            continue
        # Keras 3 allows no slash in a layer's name.
        found = arrays.get(key, arrays.get("values/" + name.replace("/", "_")))
        if found is None:
            return [f"the layer {name} is gone"]
        worst = difference(found, expected)
        if worst > tolerance or tolerance == 0 and found.tobytes() != expected.tobytes():
            return [f"{name} is {worst:.1e} of its largest apart"]
    return []


class Carrier:
    """Has ferry write files into a folder, and loads them."""

    def __init__(self, ferry, folder):
        self.ferry, self.folder = ferry, folder

    def path(self, container):
        return self.folder / f"carried{EXTENSIONS[container]}"

    def convert(self, source, container, *arguments):
        """Exit code and errors of `ferry convert` into a container of this Keras."""
        target = ["--to", FORMATS[container], "--keras", 2 if is_keras2 else 3]
        if container == "keras-h5":
            target.append("--optimizer-state")
        outcome = self.ferry("convert", source, self.path(container), *arguments, *target, "--quiet", "--force")
        return outcome.code, outcome.errors

    def convert_through_onnx(self, source, *arguments):
        onnx = self.folder / "carried.onnx"
        outcome = self.ferry("convert", source, onnx, *arguments, "--quiet", "--force")
        return self.convert(onnx, "keras-archive") if outcome.code == 0 else (outcome.code, outcome.errors)

    def load(self, container):
        """Weights alone are loaded into a model of zeros: that of the `.keras` file written before."""
        start(0)
        if container not in WEIGHTS_ONLY:
            return keras.models.load_model(self.path(container))
        model = keras.models.load_model(self.path("keras-archive"))
        model.set_weights([np.zeros_like(weight) for weight in model.get_weights()])
        model.load_weights(self.path(container))
        return model

    def resaved(self, container, native):
        """What Keras itself brings back from a container, in which it may lose something of its own."""
        path = self.folder / f"native{EXTENSIONS[container]}"
        native.save(path)
        return keras.models.load_model(path)

    def configuration_problems(self, container, model, native):
        """ferry's file has to come out like the model, or like Keras's own file."""
        place = first_difference(settled(model.get_config()), settled(native.get_config()))
        if place and container not in WEIGHTS_ONLY:
            again = self.resaved(container, native)
            place = first_difference(settled(model.get_config()), settled(again.get_config()))
        return [f"get_config: {place}"] if place else []

    def value_problems(self, container, model, native, recording):
        """The same for what the layers give: from an `.h5`, Keras does not finish an adapted Normalization in a nested model."""
        problems = differences(model, recording, 0)
        if problems and container == "keras-h5":
            problems = differences(model, recording | values(self.resaved(container, native), recording), 0)
        return problems
