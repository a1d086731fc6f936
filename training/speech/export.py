"""Trains what ships and writes models/speech: two forests, model.toml, parity cases."""
import hashlib
import json
import struct

import numpy as np

import corpus
import data
import train as t

MODEL = data.ROOT / "models" / "speech"
N_WORKS = 60
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


def sources(work, clean):
    """-> [(paths, mask seed, label function, weight)]"""
    stories = sorted(p for p in (data.SHARED / "stories").glob("*.txt")
                     if p.stem not in data.UNSEEN_STORIES)
    folder = work / "corpus"
    works = sorted(folder.glob("*.txt")) or corpus.works(folder, N_WORKS)
    out = [("stories", stories, None, data.story_label, 2.0),
           ("works", works[:N_WORKS], SEED, data.masked_label, 0.5 if not clean else 1.0)]
    if not clean:
        names = sorted({n for f in data.FOLDS for n in f} - data.UNSEEN_NOVELS
                       - data.NEVER_TRAINED)
        paths = [data.SHARED / "data/pdnc" / n / "text.txt" for n in names]
        out.insert(0, ("pdnc", paths, None, data.pdnc_label, 1.0))
    return out


def name_of(path):
    return path.parent.name if path.stem == "text" else path.stem


def load(work, rows):
    """All books of all sources, with their weights."""
    books, weights, paths = [], {}, {}
    for kind, files, seed, label, weight in rows:
        data.encode(work / kind, files, mask=seed)
        for f in files:
            name = name_of(f)
            books.append(data.load(work / kind, name, lambda side, n=name: label(side, n)))
            weights[name], paths[name] = weight, (kind, f, seed)
    return books, weights, paths


def two_forests(work, rows, rounds, say=print):
    """-> (first, second, temperature) trained on the books of rows, five folds inside."""
    books, weights, paths = load(work, rows)
    say("%d books, %d labelled turns" % (len(books), sum(
        (np.add.reduceat(b.target, np.r_[0, np.cumsum(b.groups)[:-1]][b.groups > 0]) > 0).sum()
        for b in books if len(b.target))))
    folds = [books[k::5] for k in range(5)]
    first_p = {}
    for k, fold in enumerate(folds):
        rest = [b for j, f in enumerate(folds) if j != k for b in f]
        model = t.train(rest, rounds[0], weights=weights)
        first_p.update({b.name: t.probabilities(model, b) for b in fold})
    first = t.train(books, rounds[0], weights=weights)
    t.write(work / "first", first_p)
    context = {}
    for kind, seed in {(k, s) for k, _, s in paths.values()}:
        files = [f for k, f, _ in paths.values() if k == kind]
        data.encode(work / ("context-" + kind), files, mask=seed, first=work / "first")
    for b in books:
        context[b.name] = data.rows(work / ("context-" + paths[b.name][0]), b.name, b.side, True)
    sums = {}
    for k, fold in enumerate(folds):
        rest = [b for j, f in enumerate(folds) if j != k for b in f]
        model = t.train(rest, rounds[1], [context[b.name] for b in rest], weights=weights)
        sums.update({b.name: model.predict(context[b.name], raw_score=True) for b in fold})
        break                                     # one fold is enough to fit one number
    temperature = t.temperature([b for b in folds[0]], sums)
    second = t.train(books, rounds[1], [context[b.name] for b in books], weights=weights)
    return first, second, float(temperature)


def ship(work, rounds, clean):
    first, second, temperature = two_forests(work, sources(work, clean), rounds)
    MODEL.mkdir(parents=True, exist_ok=True)
    side = json.loads(next((work / "stories").glob("*.json")).read_text())
    n_first = side["n_features"]
    n_second = n_first + len(side["context_features"])
    digests = {}
    for name, model, n in (("first", first, n_first), ("second", second, n_second)):
        raw = forest_bytes(model, n)
        (MODEL / (name + ".forest")).write_bytes(raw)
        digests[name] = hashlib.sha256(raw).hexdigest()
    rng = np.random.default_rng(SEED)
    lines = []
    for name, model, n in (("first", first, n_first), ("second", second, n_second)):
        # Rows that look like real ones: small counts, shares, and some far distances.
        x = rng.choice([0.0, 1.0, 2.0, 0.25, 0.5, -1.0, 7.0, 40.0, 9999.0], size=(20, n))
        x = (x + rng.choice([0.0, 0.125], size=(20, n))).astype(np.float32)
        for row, y in zip(x, model.predict(x, raw_score=True)):
            lines.append(json.dumps({"forest": name, "row": [float(v) for v in row],
                                     "score": float(y)}))
    (MODEL / "parity.jsonl").write_text("\n".join(lines) + "\n")
    (MODEL / "model.toml").write_text(
        "# Written by training/speech/export.py.\nname = \"speech\"\nversion = 1\n"
        "temperature = %.2f\nclean = %s\nseed = %d\nrounds = [%d, %d]\n"
        "n_features = [%d, %d]\nsha256_first = \"%s\"\nsha256_second = \"%s\"\n"
        % (temperature, "true" if clean else "false", SEED, *rounds, n_first, n_second,
           digests["first"], digests["second"]))
    print("models/speech written; temperature %.2f" % temperature)
