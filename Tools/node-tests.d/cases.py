"""ONNX's own tests of single nodes, as the `onnx` package makes them, of the operators that convolutional networks use.

A case is a model of one node, arrays for its inputs and the arrays that have to come out. The package draws some of them at
random, always the same for one version of it and of NumPy.
"""

import dataclasses
import random
import warnings

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper
from onnx.backend.test.case.node import collect_testcases

# fmt: off
OPERATORS = {
    "Add", "AveragePool", "BatchNormalization", "Cast", "Clip", "Concat", "Constant", "Conv", "ConvTranspose", "Div",
    "Dropout", "Elu", "Exp", "Expand", "Flatten", "Gather", "Gelu", "Gemm", "GlobalAveragePool", "GlobalMaxPool",
    "HardSigmoid", "HardSwish", "Identity", "LeakyRelu", "LogSoftmax", "MatMul", "Max", "MaxPool", "Min", "Mul",
    "PRelu", "Pad", "Pow", "ReduceMean", "ReduceSum", "Relu", "Reshape", "Resize", "Selu", "Shape", "Sigmoid",
    "Slice", "Softmax", "Softplus", "Softsign", "Sqrt", "Squeeze", "Sub", "Sum", "Tanh", "Transpose", "Unsqueeze",
}
# fmt: on

ELEMENTS = {TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL}


@dataclasses.dataclass
class Case:
    name: str
    model: onnx.ModelProto
    # By name, in the model's order.
    inputs: dict
    outputs: dict
    rtol: float
    atol: float


def wanted(case):
    """Of the operators above only, of float32 tensors with integers and bools beside them, and no function's body."""
    graph = case.model.graph
    values = [*graph.input, *graph.output]
    if "_expanded" in case.name or any(node.domain or node.op_type not in OPERATORS for node in graph.node):
        return False
    if not all(value.type.HasField("tensor_type") for value in values):
        return False
    elements = {value.type.tensor_type.elem_type for value in values}
    shapes = all(node.op_type == "Shape" for node in graph.node)
    return elements <= ELEMENTS and (TensorProto.FLOAT in elements or shapes)


def arrays(values, infos):
    named = zip(infos, values, strict=True)
    return {
        info.name: numpy_helper.to_array(value) if isinstance(value, TensorProto) else np.asarray(value)
        for info, value in named
    }


def all_cases():
    random.seed(0)
    np.random.seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = [case for case in collect_testcases(None) if wanted(case)]
    cases = []
    for case in found:
        for inputs, outputs in case.data_sets:
            graph = case.model.graph
            cases.append(
                Case(
                    case.name,
                    case.model,
                    arrays(inputs, graph.input),
                    arrays(outputs, graph.output),
                    case.rtol,
                    case.atol,
                )
            )
    return sorted(cases, key=lambda case: case.name)
