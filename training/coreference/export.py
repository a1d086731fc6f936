"""Writes models/coreference: the forest, model.toml, parity cases."""
import hashlib
import json
import struct

import numpy as np

import data

MODEL = data.ROOT / "models" / "coreference"
SEED = 20261122


def floor_f32(x):
    """The largest float32 that is not above x: rows are float32, so comparisons stay."""
    y = np.float32(x)
    return y if float(y) <= x else np.nextafter(y, np.float32(-np.inf))


def forest_bytes(model, n_features):
    """A LightGBM model in the format of crates/nn/src/forest.rs."""
    trees = model.dump_model()["tree_info"]
    out = [b"DTRE", struct.pack("<III", 1, n_features, len(trees))]
    for tree in trees:
        nodes, leaves = [], []

        def walk(node):
            if "leaf_value" in node:
                leaves.append(node["leaf_value"])
                return -len(leaves)
            at = len(nodes)
            nodes.append(None)
            assert node["decision_type"] == "<="
            left = walk(node["left_child"])
            right = walk(node["right_child"])
            nodes[at] = (node["split_feature"], float(floor_f32(node["threshold"])), left, right)
            return at

        walk(tree["tree_structure"])
        out.append(struct.pack("<I", len(nodes)))
        out += [struct.pack("<Hfii", *n) for n in nodes]
        out.append(struct.pack("<I", len(leaves)))
        out += [struct.pack("<f", v) for v in leaves]
    return b"".join(out)


def ship(model, forest, width, a):
    """Copies the forest and writes what the engine and the tests must know of it."""
    MODEL.mkdir(parents=True, exist_ok=True)
    raw = forest.read_bytes()
    (MODEL / "referents.forest").write_bytes(raw)
    rng = np.random.default_rng(SEED)
    # Rows that look like real ones: small counts, shares, and some far distances.
    x = rng.choice([0.0, 1.0, 2.0, 0.25, 0.5, -1.0, 7.0, 40.0, 900.0], size=(20, width))
    x = (x + rng.choice([0.0, 0.125], size=(20, width))).astype(np.float32)
    lines = [json.dumps({"row": [float(v) for v in row], "score": float(y)})
             for row, y in zip(x, model.predict(x, raw_score=True))]
    (MODEL / "parity.jsonl").write_text("\n".join(lines) + "\n")
    (MODEL / "model.toml").write_text(
        "# Written by training/coreference/export.py.\nname = \"coreference\"\nversion = 1\n"
        "new_bias = %.2f\nseed = %d\nrounds = %d\nturns = %d\nn_features = %d\n"
        "sha256_referents = \"%s\"\n"
        % (a.bias[0], SEED, a.rounds, a.turns, width, hashlib.sha256(raw).hexdigest()))
    print("models/coreference written, %d bytes" % len(raw))
