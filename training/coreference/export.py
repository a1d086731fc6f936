"""Writes models/coreference: the forest, model.toml, parity cases."""
import hashlib
import json

import numpy as np

import data

MODEL = data.ROOT / "models" / "coreference"
SEED = 20261122


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
