"""Reads models/language back: the vectors and a checkpoint that training can start from.

    python3 training/language/shipped.py models/language VECTORS.npz MODEL.pt [--none-bias -0.3]

Weights come back as the integers times their scales, so the network reads as the shipped one
does. `--none-bias` is taken off again, as `export.py` had put it on.
"""
import argparse
import pathlib
import sys
import tomllib

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import data  # noqa: E402
from export import read_safetensors  # noqa: E402
from model import Model  # noqa: E402
from text import HASHED  # noqa: E402

# Names in the file and in the network, where they differ.
NAMES = {"kind": "span_kind", "type": "span_type"}


def vectors(tensors, words):
    """The arrays of a vectors file, in the order of the shipped words."""
    return {"words": np.array(words), "rows": tensors["words.weight"],
            "row_scales": tensors["words.scale"], "grams": tensors["ngrams.weight"],
            "gram_scales": tensors["ngrams.scale"]}


def state(tensors, model, none_bias):
    """The network's parameters as floats."""
    tensor = lambda a: torch.tensor(np.array(a, np.float32))
    out = {}
    for name, _, _ in HASHED:
        out[f"tables.{name}.weight"] = tensor(
            tensors[f"tables.{name}.weight"] * tensors[f"tables.{name}.scale"][:, None])
    clips = []
    for name in [f"layers.{i}" for i in range(len(model.layers))] + ["heads"]:
        inverse = tensors[f"{name}.inverse_scale"][0]
        clips.append(127 / inverse)
        out[f"{name}.weight"] = tensor(
            tensors[f"{name}.weight"] * (tensors[f"{name}.scale"] * inverse)[:, None])
        out[f"{name}.bias"] = tensor(tensors[f"{name}.bias"])
    for name in ("input", "event", "arc_bias", "relation", "kind", "type"):
        for part in ("weight", "bias"):
            out[f"{NAMES.get(name, name)}.{part}"] = tensor(tensors[f"{name}.{part}"])
    out["arc"], out["clip"] = tensor(tensors["arc"]), tensor(clips)
    out["span_bias"] = tensor(tensors["span_bias"][0])
    out["span_kind.bias"][0] += none_bias
    return out


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder", type=pathlib.Path)
    p.add_argument("vectors")
    p.add_argument("checkpoint")
    p.add_argument("--none-bias", type=float, default=0.0)
    a = p.parse_args()
    toml = tomllib.loads((a.folder / "model.toml").read_text(encoding="utf-8"))
    tensors = read_safetensors(a.folder / "weights.safetensors")
    words = (a.folder / "words.txt").read_text(encoding="utf-8").split("\n")[:-1]
    np.savez(a.vectors, **vectors(tensors, words))
    sizes = {"width": toml["width"], "dilations": toml["dilations"],
             "vector_width": toml["vector_width"], "n_upos": len(toml["upos"]),
             "n_feats": len(toml["feats"]), "n_lemmas": len(toml["lemmas"]),
             "n_rels": len(toml["rels"]), "n_kinds": len(data.KINDS),
             "n_types": len(data.TYPES)}
    model = Model(sizes)
    model.load_state_dict(state(tensors, model, a.none_bias))
    exceptions = {tuple(x.split("\t")[:2]): x.split("\t")[2] for x in
                  (a.folder / "exceptions.tsv").read_text(encoding="utf-8").splitlines()}
    torch.save({"model": model.state_dict(), "sizes": sizes, "step": toml["steps"],
                "quantized": True, "arguments": {"seed": toml["seed"]},
                "labels": {**{k: toml[k] for k in ("upos", "feats", "rels", "lemmas")},
                           "exceptions": exceptions}}, a.checkpoint)


if __name__ == "__main__":
    main()
