"""Writes the network of models/language as ONNX, in floats and in integers, with real inputs.

    pip install onnx numpy torch
    python3 eval/runtimes/network.py TEXT OUT

OUT gets `float.onnx`, `int8.onnx` and `inputs.f32`: a row of 192 numbers for each word of the
text. The graphs are what `crates/parse/src/syntax/network.rs` runs: layer norm, a window of three
words, a product, a rectified step, six times; then one product for all heads. `int8.onnx` rounds
as the engine does, so its outputs are the engine's.
"""
import pathlib
import re
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "training/language"))
import export  # noqa: E402


class Graph:
    """Nodes and constants, named by number."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, value):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(self, kind, *inputs, **attributes):
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name


def integers(values):
    return np.array(values, np.int64)


def shifted(g, x, by):
    """The rows `by` behind or before; beyond the ends stand zeros."""
    pads = integers([0, max(-by, 0), 0, 0, max(by, 0), 0])
    x = g.node("Pad", x, g.constant(pads))
    start, end = (by, np.iinfo(np.int32).max) if by > 0 else (0, by)
    return g.node("Slice", x, g.constant(integers([start])), g.constant(integers([end])),
                  g.constant(integers([1])))


def product(g, t, name, x, dilation, is_int8):
    """Layer norm, window and product of one layer."""
    width = t["layers.0.weight"].shape[0]
    ones, zeros = np.ones(width, np.float32), np.zeros(width, np.float32)
    h = g.node("LayerNormalization", x, g.constant(ones), g.constant(zeros), axis=-1,
               epsilon=1e-5)
    if dilation:
        h = g.node("Concat", shifted(g, h, -dilation), h, shifted(g, h, dilation), axis=-1)
    weight = t[f"{name}.weight"]
    scale = np.float32(1) / t[f"{name}.inverse_scale"][0]
    bias = g.constant(t[f"{name}.bias"])
    if is_int8:
        zero = g.constant(np.array(128, np.uint8))
        h = g.node("QuantizeLinear", h, g.constant(np.float32(scale)), zero)
        y = g.node("MatMulInteger", h, g.constant(np.ascontiguousarray(weight.T)), zero)
        y = g.node("Cast", y, to=TensorProto.FLOAT)
        y = g.node("Mul", y, g.constant(t[f"{name}.scale"]))
    else:
        # The scale of the activations is in the scale of the row.
        full = weight * (t[f"{name}.scale"] / scale)[:, None]
        y = g.node("MatMul", h, g.constant(np.ascontiguousarray(full.T.astype(np.float32))))
    return g.node("Add", y, bias)


def write(path, t, dilations, is_int8):
    g, x = Graph(), "x"
    for i, dilation in enumerate(dilations):
        y = product(g, t, f"layers.{i}", x, dilation, is_int8)
        x = g.node("Add", x, g.node("Relu", y))
    y = product(g, t, "heads", x, 0, is_int8)
    width, n_outputs = t["layers.0.weight"].shape[0], len(t["heads.bias"])
    shape = lambda name, n: helper.make_tensor_value_info(
        name, TensorProto.FLOAT, ["stretches", "words", n])
    graph = helper.make_graph(g.nodes, "language", [shape("x", width)], [shape(y, n_outputs)],
                              g.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def main(text, out):
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    reference = export.Reference(ROOT / "models/language")
    for name, is_int8 in (("float.onnx", False), ("int8.onnx", True)):
        write(out / name, reference.t, reference.dilations, is_int8)
    words = re.findall(r"\w+|[^\w\s]", pathlib.Path(text).read_text(encoding="utf-8"))[:20_000]
    rows = {form: reference.input(form).astype(np.float32) for form in sorted(set(words))}
    np.stack([rows[w] for w in words]).tofile(out / "inputs.f32")
    print(len(words), "words,", len(rows), "forms")


if __name__ == "__main__":
    main(*sys.argv[1:])
