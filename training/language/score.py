"""Scores on gold tokens: tags and trees on UD dev, spans and events on LitBank dev.

    python3 training/language/score.py MODEL.pt VECTORS.npz [--float] [--none-bias B] [--event P]

The integer arithmetic is the one that ships; `--float` leaves it out, to see what it costs.
"""
import argparse
import json
import math
import pathlib
import sys

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import data  # noqa: E402
from model import BAND  # noqa: E402


def tree(scores):
    """Heads of the best tree with one root, after Chu and Liu, and Edmonds.

    scores [n, n + 1]: a row a dependent, the last column the root. -1 is the root.
    """
    n = len(scores)
    full = np.full((n + 1, n + 1), -1e9)
    full[1:, 1:] = scores[:, :n]
    full[1:, 0] = scores[:, n]
    heads = full.argmax(1)
    heads[0] = 0
    if (heads[1:] == 0).sum() != 1 or cycle(heads):
        # One root: every root in turn would be exact; the few best are tried.
        best = None
        for r in np.argsort(-full[1:, 0] + full[1:, 1:].max(1))[:3] + 1:
            s = full.copy()
            s[1:, 0] = -1e9
            s[r, :] = -1e9
            s[r, 0] = full[r, 0]
            h = edmonds(s)
            value = s[np.arange(1, n + 1), h[1:]].sum()
            if best is None or value > best[0]:
                best = (value, h)
        heads = best[1]
    return heads[1:] - 1


def cycle(heads):
    """The nodes of one cycle, or nothing. Node 0 is the root."""
    colour = np.zeros(len(heads), int)
    for start in range(1, len(heads)):
        path, v = [], start
        while v != 0 and colour[v] == 0:
            colour[v] = start + 1
            path.append(v)
            v = heads[v]
        if v != 0 and colour[v] == start + 1 and v in path:
            return path[path.index(v):]
    return None


def edmonds(s):
    """Maximum spanning arborescence from node 0; s[dependent, head]."""
    n = len(s)
    heads = s.argmax(1)
    heads[0] = 0
    loop = cycle(heads)
    if loop is None:
        return heads
    inside = np.zeros(n, bool)
    inside[loop] = True
    rest = np.flatnonzero(~inside)
    k = len(rest)
    new = np.full((k + 1, k + 1), -1e9)
    new[:k, :k] = s[np.ix_(rest, rest)]
    loop = np.array(loop)
    gain = s[loop] - s[loop, heads[loop]][:, None]
    enter = gain[:, rest].argmax(0)
    new[k, :k] = gain[:, rest].max(0)
    leave = s[np.ix_(rest, loop)].argmax(1)
    new[:k, k] = s[np.ix_(rest, loop)].max(1)
    new[0, :] = -1e9
    h = edmonds(new)
    out = heads.copy()
    for i in range(1, k):
        out[rest[i]] = loop[leave[i]] if h[i] == k else rest[h[i]]
    e = loop[enter[h[k]]]
    out[e] = rest[h[k]]
    return out


def run(model, forms, stretches, size=4000):
    """(heads' outputs, first position, number) of each stretch, in batches."""
    order = sorted(range(len(stretches)), key=lambda i: len(stretches[i]))
    at = 0
    while at < len(order):
        group, n = [], 0
        while at < len(order) and (not group or n + len(stretches[order[at]]) <= size):
            group.append(order[at])
            n += len(stretches[order[at]])
            at += 1
        packed, starts = forms.pack([stretches[i] for i in group])
        with torch.no_grad():
            out = model.project(model.encode(**packed))
            for i, a in zip(group, starts):
                b = a + len(stretches[i])
                yield i, {k: v[a:b] for k, v in out.items()}


def parse(model, out, a, b):
    """Heads (from 0, -1 root) and relation numbers of the sentence [a, b) of a stretch."""
    n = b - a
    index = torch.arange(a, b).unsqueeze(0)
    s = model.arc_scores(out, index, torch.ones(1, n, dtype=torch.bool))[0].float()
    heads = tree(torch.log_softmax(s, 1).double().numpy())
    h = torch.tensor([a + x if x >= 0 else -1 for x in heads])
    return heads, model.relation_scores(out, index[0], h).argmax(1).numpy()


def ud(model, forms, labels, path):
    """Scores in per cent; `_own` means sentences as the model ends them."""
    documents = data.read_ud(path)
    c = dict.fromkeys(("n", "upos", "feats", "lemma", "uas", "las", "own_uas", "own_las"), 0)
    ends = [0, 0, 0]
    examples = data.ud_examples(documents, None, train=False)
    rels = [r.split(":")[0] for r in labels.rels]
    for i, out in run(model, forms, [e.forms for e in examples]):
        e = examples[i]
        with torch.no_grad():
            upos = out["upos"].argmax(1).tolist()
            feats = out["feats"].argmax(1).tolist()
            scripts = out["lemma"].argmax(1).tolist()
            own = (out["sentence"][:, 0] > 0).tolist()
            own[-1] = True
            at = 0
            gold_heads, gold_rels, gold_ends = [], [], set()
            for s in e.sentences:
                n = len(s.forms)
                heads, rel = parse(model, out, at, at + n)
                for k in range(n):
                    u = labels.upos[upos[at + k]]
                    f = s.forms[k]
                    lemma = labels.exceptions.get((f.lower(), u)) or \
                        data.apply_script(f, labels.lemmas[scripts[at + k]])
                    c["upos"] += u == s.upos[k]
                    c["feats"] += labels.feats[feats[at + k]] == s.feats[k]
                    c["lemma"] += s.lemmas[k] in ("_", lemma)
                    ok = heads[k] == s.heads[k]
                    c["uas"] += ok
                    c["las"] += ok and rels[rel[k]] == s.rels[k].split(":")[0]
                    gold_heads.append(at + s.heads[k] if s.heads[k] >= 0 else -1)
                    gold_rels.append(s.rels[k].split(":")[0])
                at += n
                gold_ends.add((at - n, at))
            c["n"] += at
            start, sentences = 0, set()
            for k, is_end in enumerate(own):
                if is_end:
                    heads, rel = parse(model, out, start, k + 1)
                    sentences.add((start, k + 1))
                    for j in range(k + 1 - start):
                        h = start + heads[j] if heads[j] >= 0 else -1
                        ok = h == gold_heads[start + j]
                        c["own_uas"] += ok
                        c["own_las"] += ok and rels[rel[j]] == gold_rels[start + j]
                    start = k + 1
            ends[0] += len(sentences & gold_ends)
            ends[1] += len(sentences)
            ends[2] += len(gold_ends)
    result = {k: round(100 * v / c["n"], 2) for k, v in c.items() if k != "n"}
    result["sentences"] = round(200 * ends[0] / (ends[1] + ends[2]), 2)
    return result


# What a passage says of its events: the log odds of a verb where nothing is known of it, how
# much a word moves with its passage, and the distance in words where a verb counts for 1 / e.
PACE = (-2.0, 0.8, 120.0)

# Which spans are labelled, by their log odds; and how sure one must be to be a mention: its
# probability times the root of its type's, as a mention of another type is still one. Half of
# the F1 that is hoped for loses least; seen on documents left out of training.
SPAN_THRESHOLD, SPAN_CERTAINTY = -1.0, 0.4


def paced(log_odds, is_verb, starts=(), pace=PACE):
    """Log odds of events with those of the verbs around them in sight, as in `pace.rs`.

    `starts` are the first words of paragraphs: verbs before them do not count.
    """
    usual, weight, reach = pace
    decay, n = np.float32(1) - np.float32(1) / np.float32(reach), len(log_odds)
    above = np.clip(log_odds, -4, 4).astype(np.float32) - np.float32(usual)
    around = np.zeros((n, 2), np.float32)
    for places in (range(n), range(n - 1, -1, -1)):
        passed = np.zeros(2, np.float32)
        is_back = places.step < 0
        for i in places:
            if i in starts and not is_back:
                passed = np.zeros(2, np.float32)
            around[i] += passed
            if is_verb[i]:
                passed += (above[i], 1)
            passed *= decay
    return log_odds + np.float32(weight) * around[:, 0] / (around[:, 1] + 2)


def spans(model, out, threshold=SPAN_THRESHOLD, certainty=SPAN_CERTAINTY, bias=0.0):
    """Decoded spans of a stretch: (start, end, kind, type) without crossing ones.

    A span is kept where it is sure enough that it is a mention; the surest goes first.
    """
    n = len(out["event"])
    s = model.span_scores(out)
    inside = (torch.arange(n).unsqueeze(1) + torch.arange(BAND).unsqueeze(0)) < n
    a, b = torch.nonzero((s > threshold) & inside).T
    if len(a) == 0:
        return []
    kind, type_ = model.label_scores(out, a, a + b + 1)
    kind[:, 0] -= bias
    p, q = torch.softmax(kind.float(), 1), torch.softmax(type_.float(), 1)
    best, t = p[:, 1:].argmax(1) + 1, q.argmax(1)
    sure = (1 - p[:, 0]) * q.max(1).values.sqrt()
    keep = torch.nonzero(sure > certainty)[:, 0].tolist()
    keep.sort(key=lambda i: (-float(sure[i]), int(a[i]), int(b[i])))
    taken = []
    for i in keep:
        x, y = int(a[i]), int(a[i] + b[i] + 1)
        if not any(u < x < v < y or x < u < y < v for u, v, _, _ in taken):
            taken.append((x, y, data.KINDS[best[i]], data.TYPES[t[i]]))
    return taken


def litbank(model, forms, labels, documents, bias=0.0, event_threshold=0.0):
    """F1 of entities, mentions and events, as score_litbank counts them."""
    ref = [(d, *s) for d in documents for s in data.litbank_stretches(d)]
    counts = {k: [0, 0, 0] for k in ("entity", "mention", "event", "span")}

    def add(name, gold, predicted):
        gold, predicted = set(gold), set(predicted)
        counts[name][0] += len(gold & predicted)
        counts[name][1] += len(predicted)
        counts[name][2] += len(gold)

    found = {id(d): [] for d in documents}
    log_odds = {id(d): np.full(len(d["forms"]), -np.inf, np.float32) for d in documents}
    verbs = {id(d): np.zeros(len(d["forms"]), bool) for d in documents}
    for i, out in run(model, forms, [d["forms"][a:b] for d, a, b in ref]):
        d, a, b = ref[i]
        with torch.no_grad():
            found[id(d)] += [(a + x, a + y, k, t) for x, y, k, t in spans(model, out, bias=bias)]
            log_odds[id(d)][a:b] = model.event(out["event"])[:, 0].numpy()
            verbs[id(d)][a:b] = (out["upos"].argmax(1) == labels.upos.index("VERB")).numpy()
    for d in documents:
        events = paced(log_odds[id(d)], verbs[id(d)], d["breaks"]) > event_threshold
        add("event", np.flatnonzero(d["events"]).tolist(), np.flatnonzero(events).tolist())
        gold = [(x, y, k, t) for (x, y), (k, t) in d["spans"].items()]
        mine = found[id(d)]
        add("entity", [(x, y, t) for x, y, k, t in gold if k != "PRON"],
            [(x, y, t) for x, y, k, t in mine if k != "PRON"])
        add("mention", [(x, y, t) for x, y, k, t in gold if k != "PART"],
            [(x, y, t) for x, y, k, t in mine if k != "PART"])
        add("span", [(x, y) for x, y, _, _ in gold], [(x, y) for x, y, _, _ in mine])
    return {k: round(200 * tp / max(p + g, 1), 2) for k, (tp, p, g) in counts.items()}


def everything(model, forms, labels, fold=None):
    """All figures on dev; `fold` are LitBank train documents left out of training."""
    root = data.SHARED / "data"
    out = {c: ud(model, forms, labels, root / f"ud/{c}.conllu.xz")
           for c in ("ewt-dev", "gum-dev", "gum-fiction-pd")}
    out["litbank-dev"] = litbank(model, forms, labels, data.read_litbank(root / "litbank/dev"))
    if fold:
        out["litbank-fold"] = litbank(model, forms, labels, fold)
    return out


def main():
    p = argparse.ArgumentParser()
    p.add_argument("model")
    p.add_argument("vectors")
    p.add_argument("--float", action="store_true")
    p.add_argument("--litbank", action="store_true", help="LitBank alone")
    p.add_argument("--none-bias", type=float, nargs="*", default=[0.0])
    p.add_argument("--event", type=float, nargs="*", default=[0.5], help="probabilities")
    a = p.parse_args()
    torch.set_num_threads(1)
    import train
    c = torch.load(a.model, weights_only=False)
    model = train.Model(c["sizes"])
    model.load_state_dict(c["model"])
    model.quantized = not a.float
    model.eval()
    forms = train.Forms(train.Vectors(a.vectors))
    labels = argparse.Namespace(**c["labels"])
    root = data.SHARED / "data"
    if not a.litbank:
        for name in ("ewt-dev", "gum-dev", "gum-fiction-pd"):
            print(name, json.dumps(ud(model, forms, labels, root / f"ud/{name}.conllu.xz")))
    documents = data.read_litbank(root / "litbank/dev")
    for bias in a.none_bias:
        for event in a.event:
            print("litbank-dev", bias, event, json.dumps(litbank(
                model, forms, labels, documents, bias, math.log(event / (1 - event)))))


if __name__ == "__main__":
    main()
