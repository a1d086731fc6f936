"""Cross-validation over LitBank train: how good spans and events are on documents left out.

    python3 training/language/crossval.py VECTORS.npz --work FOLDER [--folds 0 1] [--steps 900]

Each fold trains a network from nothing without every fifth document, unless FOLDER already has
it, and reads these documents and LitBank dev. A short run is far from what ships, so the figures
do not say how good the shipped model is on new documents. What they say is how much easier or
harder dev is than other documents, for one and the same model, and which thresholds hold on
documents that no model saw. Word vectors are those of all folds; they know no annotation.
"""
import argparse
import math
import pathlib
import subprocess
import sys

import numpy as np
import torch

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import data  # noqa: E402
import score  # noqa: E402
import train  # noqa: E402

N_FOLDS = 5
THRESHOLDS = np.round(np.arange(-2.0, 1.01, 0.1), 1)
PACES = [(-2.0, 0.0, 120.0)] + [(-2.0, w, r) for w in (0.4, 0.6, 0.8, 1.0)
                                for r in (30.0, 60.0, 120.0, 250.0)]


def model_of(fold, a):
    """The fold's network, trained if it is not there, and its labels."""
    out = a.work / f"fold{fold}"
    if not (out / "model.pt").exists():
        subprocess.run([sys.executable, str(HERE / "train.py"), a.vectors, "--out", str(out),
                        "--steps", str(a.steps), "--litbank-fold", str(fold), "--keep",
                        "--score-every", str(a.steps + 1), "--every", str(a.steps),
                        "--seed", str(20261130 + fold)], check=True, stdout=subprocess.DEVNULL)
    c = torch.load(out / "model.pt", weights_only=False)
    model = train.Model(c["sizes"])
    model.load_state_dict(c["model"])
    model.quantized = c["quantized"]
    model.eval()
    return model, argparse.Namespace(**c["labels"])


def read(model, labels, forms, documents):
    """What the network says: spans and log odds of events, a document each."""
    parts = [(d, *s) for d in documents for s in data.litbank_stretches(d)]
    found = {d["id"]: ([], np.full(len(d["forms"]), -np.inf, np.float32),
                       np.zeros(len(d["forms"]), bool)) for d in documents}
    verb = labels.upos.index("VERB")
    for i, out in score.run(model, forms, [d["forms"][a:b] for d, a, b in parts]):
        d, a, b = parts[i]
        spans, events, verbs = found[d["id"]]
        with torch.no_grad():
            spans += [(a + x, a + y, k, t) for x, y, k, t in score.spans(model, out)]
            events[a:b] = model.event(out["event"])[:, 0].numpy()
            verbs[a:b] = (out["upos"].argmax(1) == verb).numpy()
    return found


def hits(gold, mine):
    return np.array([len(gold & mine), len(mine), len(gold)])


def f1(counts):
    return 200 * counts[0] / max(1, counts[1] + counts[2])


def spans_of(documents, found):
    """Counts of entities and of mentions, as `score.litbank` has them."""
    out = {"entities": np.zeros(3, int), "mentions": np.zeros(3, int)}
    for d in documents:
        gold = [(x, y, k, t) for (x, y), (k, t) in d["spans"].items()]
        for name, other in (("entities", "PRON"), ("mentions", "PART")):
            cut = lambda rows: {(x, y, t) for x, y, k, t in rows if k != other}
            out[name] += hits(cut(gold), cut(found[d["id"]][0]))
    return out


def events_of(documents, found):
    """Counts of events a document, by pace and threshold."""
    out = {}
    for pace in PACES:
        for d in documents:
            _, log_odds, verbs = found[d["id"]]
            told = score.paced(log_odds, verbs, d["breaks"], pace)
            gold = set(np.flatnonzero(d["events"]).tolist())
            for threshold in THRESHOLDS:
                mine = set(np.flatnonzero(told > threshold).tolist())
                out.setdefault((pace, threshold), []).append(hits(gold, mine))
    return {k: np.array(v) for k, v in out.items()}


def left_out(counts, choices):
    """F1 where each document's setting is the best one of the other documents."""
    n = len(next(iter(counts.values())))
    total = np.zeros(3, int)
    for i in range(n):
        best = max(choices, key=lambda c: f1(counts[c].sum(0) - counts[c][i]))
        total += counts[best][i]
    return f1(total)


def show(name, documents, found):
    spans, events = spans_of(documents, found), events_of(documents, found)
    best = {p: max((f1(events[p, t].sum(0)), t) for t in THRESHOLDS) for p in PACES}
    plain, (pace, (top, at)) = best[PACES[0]][0], max(best.items(), key=lambda x: x[1])
    print(f"{name}: {len(documents)} documents, entities {f1(spans['entities']):.1f}, "
          f"mentions {f1(spans['mentions']):.1f}\n"
          f"  events, best threshold: {plain:.1f} without pace, "
          f"{best[score.PACE][0]:.1f} at {1 / (1 + math.exp(-best[score.PACE][1])):.2f} with the "
          f"shipped one, {top:.1f} at {1 / (1 + math.exp(-at)):.2f} with weight {pace[1]}, reach "
          f"{pace[2]:.0f}\n  events, setting chosen on the other documents: "
          f"{left_out(events, [(score.PACE, t) for t in THRESHOLDS]):.1f} (threshold alone), "
          f"{left_out(events, list(events)):.1f} (pace, too)", flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("vectors")
    p.add_argument("--work", type=pathlib.Path, required=True)
    p.add_argument("--folds", type=int, nargs="*", default=list(range(N_FOLDS)))
    p.add_argument("--steps", type=int, default=900)
    a = p.parse_args()
    torch.set_num_threads(1)
    train_documents = data.read_litbank(data.SHARED / "data/litbank/train")
    dev = data.read_litbank(data.SHARED / "data/litbank/dev")
    held, found = [], {}
    forms = train.Forms(train.Vectors(a.vectors))
    for fold in a.folds:
        model, labels = model_of(fold, a)
        documents = train_documents[fold::N_FOLDS]
        held += documents
        found.update(read(model, labels, forms, documents))
        show(f"fold {fold}, dev", dev, read(model, labels, forms, dev))
    show("left out of train", held, found)


if __name__ == "__main__":
    main()
