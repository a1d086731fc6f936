"""Trains the ranker of speakers: two forests with turn-taking between them.

usage: train.py cv    [--work DIR] [--rounds N ...]      cross-validation by novel, on PDNC
       train.py ship  [--work DIR] [--clean]             trains what ships, writes models/speech

Gradient-boosted trees by LightGBM (MIT) with a softmax over the candidates of each turn.
Seeds are fixed; the engine's example must be built first:
cargo build --release -p dramaturg --example encode_speech
"""
import argparse
import json
import pathlib

import lightgbm as lgb
import numpy as np

import data

PARAMETERS = {"num_leaves": 31, "learning_rate": 0.06, "min_data_in_leaf": 60,
              "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1,
              "lambda_l2": 4.0, "verbosity": -1, "num_threads": 2, "seed": 7,
              "deterministic": True, "force_row_wise": True, "max_bin": 127}
ROUNDS = (300, 200)


def softmax(scores, groups):
    """Probabilities within each group."""
    index = np.repeat(np.arange(len(groups)), groups)
    top = np.full(len(groups), -np.inf)
    np.maximum.at(top, index, scores)
    e = np.exp(scores - top[index])
    return e / np.bincount(index, e, len(groups))[index]


def train(books, rounds, context=None, weights=None):
    """A forest on the labelled turns of books; `context` replaces their rows, `weights` gives
    a book's turns another weight than 1."""
    xs, ts, gs, ws = [], [], [], []
    for i, b in enumerate(books):
        index = np.repeat(np.arange(len(b.groups)), b.groups)
        labelled = np.bincount(index, b.target, len(b.groups)) > 0
        keep = labelled[index]
        xs.append((context[i] if context else b.x)[keep])
        ts.append(b.target[keep])
        gs.append(b.groups[labelled])
        ws.append(np.full(keep.sum(), (weights or {}).get(b.name, 1.0)))
    x, t, groups, w = (np.concatenate(v) for v in (xs, ts, gs, ws))

    def objective(scores, _):
        p = softmax(scores, groups)
        return (p - t) * w, np.maximum(p * (1 - p), 1e-3) * w

    made = lgb.Dataset(x, label=t, params=PARAMETERS, free_raw_data=True)
    return lgb.train({**PARAMETERS, "objective": objective}, made, num_boost_round=rounds)


def probabilities(model, book, x=None):
    return softmax(model.predict(book.x if x is None else x, raw_score=True), book.groups)


def out_of_fold(folds, rounds):
    """First-stage probabilities of each book by a forest that has not seen its fold."""
    out = {}
    for k, fold in enumerate(folds):
        rest = [b for j, f in enumerate(folds) if j != k for b in f
                if b.name not in data.NEVER_TRAINED]
        model = train(rest, rounds)
        out.update({b.name: probabilities(model, b) for b in fold})
    return out


def write(folder, probs):
    folder.mkdir(parents=True, exist_ok=True)
    for name, p in probs.items():
        p.astype("<f4").tofile(folder / (name + ".f32"))


def speakers(book, p):
    at, out = 0, []
    for turn in book.side["turns"]:
        n = len(turn["candidates"])
        out.append(turn["candidates"][int(np.argmax(p[at:at + n]))] if n else None)
        at += n
    return out


def score(books, probs):
    """-> the figures of score_quotes.py over books."""
    import score_quotes as sq
    import tempfile
    counts = {}
    with tempfile.TemporaryDirectory() as folder:
        for b in books:
            path = pathlib.Path(folder) / (b.name + ".json")
            path.write_text(json.dumps(data.predicted(b.side, speakers(b, probs[b.name]))))
            counts[b.name] = sq.score_novel(data.SHARED / "data" / "pdnc" / b.name, path)[0]
    import collections
    pooled = collections.Counter()
    for c in counts.values():
        pooled.update(c)
    rows = {n: sq.figures(c) for n, c in counts.items()}
    return rows, sq.macro(list(rows.values())), sq.figures(pooled)


def show(label, books, probs, each=False):
    rows, macro, micro = score(books, probs)
    if each:
        for n, r in rows.items():
            print("   %-30s %.1f" % (n, 100 * r["acc"]))
    f = lambda d, k: 100 * d[k]
    print("%-24s macro %.1f micro %.1f 1:1 %.1f expl %.1f anaph %.1f impl %.1f B3 %.1f" % (
        label, f(macro, "acc"), f(micro, "acc"), f(macro, "acc_1to1"), f(micro, "acc_explicit"),
        f(micro, "acc_anaphoric"), f(micro, "acc_implicit"), f(macro, "b3_f1")), flush=True)


def right(book, p):
    """-> (confidence, whether right) of each labelled turn."""
    at, out = 0, []
    for n in book.groups:
        if n and book.target[at:at + n].sum() > 0:
            k = int(np.argmax(p[at:at + n]))
            out.append((p[at + k], book.target[at + k] > 0))
        at += n
    return out


def temperature(books, scores):
    """The divisor of the sums that makes probabilities honest: least log loss."""
    best = (np.inf, 1.0)
    for t in np.arange(0.6, 2.6, 0.05):
        loss = n = 0
        for b in books:
            p = softmax(scores[b.name] / t, b.groups)
            index = np.repeat(np.arange(len(b.groups)), b.groups)
            good = np.bincount(index, p * (b.target > 0), len(b.groups))
            labelled = np.bincount(index, b.target, len(b.groups)) > 0
            loss -= np.log(np.maximum(good[labelled], 1e-9)).sum()
            n += labelled.sum()
        best = min(best, (loss / n, t))
    return best[1]


def load_pdnc(work):
    out = work / "pdnc"
    names = [n for f in data.FOLDS for n in f]
    data.encode(out, [data.SHARED / "data/pdnc" / n / "text.txt" for n in names])
    return [[data.load(out, n, lambda side, n=n: data.pdnc_label(side, n)) for n in fold]
            for fold in data.FOLDS]


def cross_validate(work, rounds, first_only=False, nested=False):
    folds = load_pdnc(work)
    books = [b for f in folds for b in f]
    show("rules", books, {b.name: rule_p(b) for b in books})
    first = out_of_fold(folds, rounds[0])
    show("first forest", books, first)
    if first_only:
        return
    second, sums = {}, {}
    for k, fold in enumerate(folds):
        others = [f for j, f in enumerate(folds) if j != k]
        if nested or k == 0:
            inner = dict(first)
            if nested:
                inner = out_of_fold(others, rounds[0])
                inner.update({b.name: first[b.name] for b in fold})
            write(work / "first", inner)
            data.encode(work / "context", [data.SHARED / "data/pdnc" / b.name / "text.txt"
                                           for b in books], first=work / "first")
            context = {b.name: data.rows(work / "context", b.name, b.side, True) for b in books}
        rest = [b for f in others for b in f if b.name not in data.NEVER_TRAINED]
        model = train(rest, rounds[1], [context[b.name] for b in rest])
        for b in fold:
            sums[b.name] = model.predict(context[b.name], raw_score=True)
            second[b.name] = softmax(sums[b.name], b.groups)
    show("second forest", books, second, each=True)
    for k, fold in enumerate(folds):
        t = temperature([b for j, f in enumerate(folds) if j != k for b in f], sums)
        for b in fold:
            second[b.name] = softmax(sums[b.name] / t, b.groups)
    pairs = sorted((pair for b in books for pair in right(b, second[b.name])),
                   key=lambda x: -x[0])
    sure = pairs[:int(0.8 * len(pairs))]
    ece = sum(abs(np.mean([c for c, _ in bin_]) - np.mean([r for _, r in bin_])) * len(bin_)
              for bin_ in np.array_split(np.array(pairs, dtype=float), 15)) / len(pairs)
    print("labelled turns: surest 80 %%: %.1f right; ECE %.1f (last temperature %.2f)" % (
        100 * np.mean([r for _, r in sure]), 100 * ece, t))
    np.save(work / "second.npy", second, allow_pickle=True)


def rule_p(book):
    return book.x[:, book.side["features"].index("rule_p")].astype(float)


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("what", choices=["cv", "first", "ship"])
    ap.add_argument("--work", type=pathlib.Path, default=data.ROOT / "target" / "speech")
    ap.add_argument("--rounds", type=int, nargs=2, default=ROUNDS)
    ap.add_argument("--nested", action="store_true", help="first stage anew inside each fold")
    ap.add_argument("--clean", action="store_true", help="without PDNC")
    a = ap.parse_args()
    a.work.mkdir(parents=True, exist_ok=True)
    if a.what == "ship":
        import export
        export.ship(a.work, a.rounds, a.clean)
    else:
        cross_validate(a.work, a.rounds, a.what == "first", a.nested)


if __name__ == "__main__":
    main()
