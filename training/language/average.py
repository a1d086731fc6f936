"""The weighted mean of checkpoints of one run, with fresh scales for the activations.

    python3 training/language/average.py VECTORS.npz OUT.pt A.pt 0.4 B.pt 0.35 C.pt 0.25

Late checkpoints know their training events by heart; earlier ones know less. Their mean is
better than either, on everything that was measured.
"""
import random
import sys

import torch

import data
import score
import train


def mean(paths, weights):
    """The first checkpoint with the weighted mean of all weights."""
    checkpoints = [torch.load(p, weights_only=False) for p in paths]
    out = checkpoints[0]
    out["model"] = {k: sum(w * c["model"][k] for c, w in zip(checkpoints, weights))
                    for k in out["model"]}
    return out


def calibrate(checkpoint, vectors):
    """Sets the activations' clips from a part of the training data."""
    model = train.Model(checkpoint["sizes"])
    model.load_state_dict(checkpoint["model"])
    model.eval()
    rng = random.Random(1)
    root = data.SHARED / "data"
    examples = data.ud_examples(data.read_ud(root / "ud/gum-train.conllu.xz")[:12], rng) \
        + data.litbank_examples(data.read_litbank(root / "litbank/train")[:8], rng)
    model.clip.fill_(1.0)
    model.calibrating = True
    forms = train.Forms(train.Vectors(vectors))
    for _ in score.run(model, forms, [e.forms for e in examples], 3000):
        pass
    checkpoint["model"]["clip"] = model.clip.clone()


def main(vectors, out, *rest):
    torch.set_num_threads(1)
    weights = [float(w) for w in rest[1::2]]
    assert abs(sum(weights) - 1) < 1e-6, "the weights add up to one"
    checkpoint = mean(rest[::2], weights)
    calibrate(checkpoint, vectors)
    torch.save(checkpoint, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
