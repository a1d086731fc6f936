"""Trains the ranker of referents.

usage: train.py cv    [--work DIR] [--found DIR]   five folds over LitBank train, by document
       train.py dev   [--work DIR] [--found DIR]   trained on train, scored on dev
       train.py ship  [--work DIR] [--found DIR]   the same, written to models/coreference

Gradient-boosted trees by LightGBM (MIT) with a softmax over the candidates of each mention,
a new referent among them. Mentions are gold; with --found they are those that the engine
finds: a folder with the Story JSON of each document, written with --mentions. --train-gold
trains on gold mentions even then. Seeds are fixed; the engine's example must be built first:
cargo build --release -p dramaturg --example encode_references
"""
import argparse
import pathlib
import sys

import lightgbm as lgb
import numpy as np

import data
import export

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from forest import forest_bytes  # noqa: E402 (the folder above is on the path now)

PARAMETERS = {"num_leaves": 31, "max_depth": 6, "learning_rate": 0.1, "min_data_in_leaf": 40,
              "feature_fraction": 0.35, "bagging_fraction": 0.6, "bagging_freq": 1,
              "lambda_l2": 4.0, "verbosity": -1, "num_threads": 2, "seed": 7,
              "deterministic": True, "force_row_wise": True, "max_bin": 63}
ROUNDS = 160


def softmax(scores, groups):
    """Probabilities within each group."""
    index = np.repeat(np.arange(len(groups)), groups)
    starts = np.r_[0, np.cumsum(groups)[:-1]]
    e = np.exp(scores - np.maximum.reduceat(scores, starts)[index])
    return e / np.add.reduceat(e, starts)[index]


def train(books, rounds):
    x = np.concatenate([b.x for b in books])
    target = np.concatenate([b.target for b in books])
    groups = np.concatenate([b.groups for b in books])

    def objective(scores, _):
        p = softmax(scores, groups)
        return p - target, np.maximum(p * (1 - p), 1e-3)

    made = lgb.Dataset(x, label=target, params=PARAMETERS, free_raw_data=True)
    return lgb.train({**PARAMETERS, "objective": objective}, made, num_boost_round=rounds)


def fit(work, names, mentions, a):
    """A forest on documents of train: once on the true referents, then once more on those
    that grow by the choices of the first one."""
    side = work / "study"
    data.encode(side, mentions, data.paths("train", names))
    books = [data.load(side, n) for n in names]
    width = len(data.feature_names(side, names[0]))
    model = train(books, a.rounds)
    for turn in range(a.turns):
        forest = work / "turn.forest"
        forest.write_bytes(forest_bytes(model, width))
        own = work / ("own%d" % turn)
        data.encode(own, mentions, data.paths("train", names), forest)
        books += [data.load(own, n) for n in names]
        model = train(books, a.rounds)
    forest = work / "last.forest"
    forest.write_bytes(forest_bytes(model, width))
    return model, forest, width


def show(label, result):
    c, p = result["coref"], result["coref_per"]
    print("%-26s CoNLL %.2f  muc %.1f b3 %.1f ceafe %.1f  PER %.2f  mentions %.1f" % (
        label, 100 * c["conll_f1"], 100 * c["muc"]["f1"], 100 * c["b3"]["f1"],
        100 * c["ceafe"]["f1"], 100 * p["conll_f1"], 100 * c["mentions"]["f1"]), flush=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("what", choices=["cv", "dev", "ship"])
    ap.add_argument("--work", type=pathlib.Path, default=data.ROOT / "target" / "coreference")
    ap.add_argument("--found", type=pathlib.Path)
    ap.add_argument("--train-gold", action="store_true")
    ap.add_argument("--n-folds", type=int, default=data.N_FOLDS, help="stop after so many")
    ap.add_argument("--rounds", type=int, default=ROUNDS)
    ap.add_argument("--turns", type=int, default=0, help="rounds on the forest's own referents")
    ap.add_argument("--bias", type=float, nargs="*", default=[0.0])
    a = ap.parse_args()
    a.work.mkdir(parents=True, exist_ok=True)
    docs, dev = data.books("train"), data.books("dev")
    mentions = tested = a.work / "gold"
    data.write_mentions(mentions, {**docs, **dev})
    if a.found:
        tested = a.work / "found"
        found = {n: d for n, d in {**docs, **dev}.items() if (a.found / (n + ".json")).exists()}
        data.write_mentions(tested, found, data.found_by_engine(a.found))
        mentions = mentions if a.train_gold else tested
    if a.what == "cv":
        folds = data.folds(docs)[:a.n_folds]
        for fold in folds:
            rest = [n for n in sorted(docs) if n not in fold]
            _, forest, _ = fit(a.work, rest, mentions, a)
            for bias in a.bias:
                data.encode(a.work / ("cv%+.2f" % bias), tested, data.paths("train", fold),
                            forest, True, bias)
        held = {n: docs[n] for fold in folds for n in fold}
        for bias in a.bias:
            show("cv, bias %+.2f" % bias, data.score(a.work / ("cv%+.2f" % bias), held))
        return
    model, forest, width = fit(a.work, sorted(docs), mentions, a)
    for bias in a.bias:
        out = a.work / ("dev%+.2f" % bias)
        data.encode(out, tested, data.paths("dev", sorted(dev)), forest, True, bias)
        show("dev, bias %+.2f" % bias, data.score(out, dev))
    gains = model.feature_importance("gain")
    names = data.feature_names(a.work / "study", sorted(docs)[0])
    top = sorted(zip(gains, names), reverse=True)
    print("  ".join("%s %.0f" % (n, g / 100) for g, n in top))
    if a.what == "ship":
        export.ship(model, forest, width, a)


if __name__ == "__main__":
    main()
