"""An ONNX file as the onnx package checks it and ONNX Runtime computes it, held against values of Keras."""

import numpy as np
import onnx
import onnxruntime

# Relative to a tensor's largest magnitude: the default of `ferry convert`.
TOLERANCE = 1e-5


def session(model, optimized=True):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    if not optimized:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def outputs(path, inputs):
    """The model's outputs, in its order, as users get them."""
    return session(str(path)).run(None, inputs)


def all_values(path, inputs):
    """Every named value of the graph, computed without fusions: name -> array."""
    model = onnx.load(path)
    known = {output.name for output in model.graph.output}
    for node in model.graph.node:
        model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in node.output if name not in known)
    inferred = {info.name: info for info in onnx.shape_inference.infer_shapes(model).graph.value_info}
    for output in model.graph.output:
        if output.name in inferred:
            output.CopyFrom(inferred[output.name])
    running = session(model.SerializeToString(), optimized=False)
    names = [output.name for output in running.get_outputs()]
    return dict(zip(names, running.run(names, inputs)))


def difference(found, expected):
    """The largest difference, relative to the largest magnitude that is expected; infinite where shapes differ."""
    if found.shape != expected.shape:
        return np.inf
    if not expected.size:
        return 0.0
    scale = np.abs(expected).max()
    worst = np.abs(found.astype(np.float64) - expected).max()
    return float(worst / scale if scale > 0 else worst) if np.isfinite(worst) else np.inf


def in_any_layout(found, expected):
    """The difference where an inner value may have its channels first, or, flattened, its cells in that order."""
    best = difference(found, expected)
    if found.ndim > 2:
        best = min(best, difference(np.moveaxis(found, 1, -1), expected))
    if found.ndim == 2 and best > TOLERANCE:
        best = min(best, difference(np.sort(found, axis=1), np.sort(expected, axis=1)))
    return best


def first_divergence(values, recording):
    """A line on the first of Keras's values, in the order of computation, that the ONNX graph has otherwise; or None."""
    for key, expected in recording.items():
        name = key.removeprefix("values/")
        if key.startswith("values/") and name in values:
            worst = in_any_layout(values[name], expected)
            if worst > TOLERANCE:
                return f"first diverging layer '{name}': {worst:.2e} of its largest, found {values[name].shape}"
    return None


def matched(values, recording):
    return sum(f"values/{name}" in recording for name in values)


def initializers(path):
    return {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}


def sorted_bits(array):
    """A float32 array's bits in ascending order: equal for two arrays that differ in the order of their axes alone."""
    return np.sort(np.ascontiguousarray(array, np.float32).view(np.uint32).ravel()).tobytes()
