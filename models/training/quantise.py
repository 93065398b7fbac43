"""Weights to int8, one scale per output channel; inputs, outputs and arithmetic stay float, so that what comes out does
not depend on the batch.

usage: quantise.py FOLDER MODEL …   (encoder_model becomes encoder_model_int8.onnx)
"""
import sys

import numpy as np
import onnx
from onnx import helper, numpy_helper

SMALL = 2000  # weights of fewer numbers are not worth it


def quantise(source, target):
    model = onnx.load(source)
    graph, kept, nodes = model.graph, [], []
    for weight in graph.initializer:
        value = numpy_helper.to_array(weight)
        if value.dtype != np.float32 or value.ndim < 2 or value.size < SMALL:
            kept.append(weight)
            continue
        axis = value.ndim - 1 if value.ndim == 2 else 0
        others = tuple(k for k in range(value.ndim) if k != axis)
        scale = np.maximum(np.abs(value).max(axis=others), 1e-8) / 127
        shape = [1] * value.ndim
        shape[axis] = -1
        rounded = np.clip(np.round(value / scale.reshape(shape)), -127, 127).astype(np.int8)
        parts = {"_q": rounded, "_s": scale.astype(np.float32), "_z": np.zeros(len(scale), np.int8)}
        kept += [numpy_helper.from_array(part, weight.name + end) for end, part in parts.items()]
        inputs = [weight.name + end for end in parts]
        nodes.append(helper.make_node("DequantizeLinear", inputs, [weight.name], axis=axis, name=weight.name + "_dq"))
    nodes += list(graph.node)
    del graph.initializer[:]
    graph.initializer.extend(kept)
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, target)


if __name__ == "__main__":
    for name in sys.argv[2:]:
        quantise(f"{sys.argv[1]}/{name}.onnx", f"{sys.argv[1]}/{name}_int8.onnx")
