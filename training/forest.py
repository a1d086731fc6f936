"""LightGBM models in the format that the engine runs: crates/nn/src/forest.rs."""
import struct

import numpy as np


def floor_f32(x):
    """The largest float32 that is not above x: rows are float32, so comparisons stay."""
    y = np.float32(x)
    return y if float(y) <= x else np.nextafter(y, np.float32(-np.inf))


def forest_bytes(models, n_features):
    """A LightGBM model, or the mean of several, in the format of crates/nn/src/forest.rs."""
    models = models if isinstance(models, list) else [models]
    trees = [tree for model in models for tree in model.dump_model()["tree_info"]]
    out = [b"DTRE", struct.pack("<III", 1, n_features, len(trees))]
    for tree in trees:
        nodes, leaves = [], []

        def walk(node):
            if "leaf_value" in node:
                leaves.append(node["leaf_value"] / len(models))
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
