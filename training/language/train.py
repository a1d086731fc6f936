"""Trains the language model and writes models/language.

    python3 training/language/train.py VECTORS.npz --out WORK [--minutes 60]

One thread; seeds fixed. A checkpoint with averaged weights is written every few minutes. The
learning rate stays, then falls in a straight line to zero; integer arithmetic comes on at the end.
`--resume` goes on. `--start` begins with the weights of a finished model, and `--untold` lets that
model teach on parsed text without annotation. With `--minutes` the schedule ends by the clock.
"""
import argparse
import json
import pathlib
import random
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import data  # noqa: E402
import score  # noqa: E402
from model import BAND, GAP, Model  # noqa: E402
from text import features, ngram_rows, norm  # noqa: E402


class Vectors:
    """Word and n-gram rows, given back from int8."""

    def __init__(self, path):
        z = np.load(path)
        self.words = [str(w) for w in z["words"]]
        self.index = {w: i for i, w in enumerate(self.words)}
        self.rows, self.row_scales = z["rows"], z["row_scales"]
        self.grams, self.gram_scales = z["grams"], z["gram_scales"]
        self.full = self.rows.astype(np.float32) * self.row_scales[:, None]
        self.full_grams = self.grams.astype(np.float32) * self.gram_scales[:, None]
        self.width = self.rows.shape[1]

    def of_grams(self, word):
        """The mean of a normal form's n-gram rows."""
        return self.full_grams[ngram_rows(word, len(self.grams))].mean(0)


class Forms:
    """Every distinct form met so far, with its static vector and its hashed rows."""

    def __init__(self, vectors):
        self.vectors, self.ids = vectors, {}
        self.static = np.zeros((1024, 2, vectors.width), np.float32)
        self.rows = np.zeros((1024, 7), np.int64)

    def id(self, form):
        i = self.ids.get(form)
        if i is None:
            i = self.ids[form] = len(self.ids)
            if i == len(self.rows):
                self.static = np.concatenate((self.static, np.zeros_like(self.static)))
                self.rows = np.concatenate((self.rows, np.zeros_like(self.rows)))
            n = norm(form)
            grams = self.vectors.of_grams(n)
            k = self.vectors.index.get(n)
            self.static[i] = (grams if k is None else self.vectors.full[k], grams)
            self.rows[i] = features(form)
        return i

    def pack(self, stretches, word_dropout=0.0, rng=None):
        """The flat input of a batch and each stretch's first position."""
        flat, mask, at, starts = [], [], 0, []
        for s in stretches:
            starts.append(at)
            flat += [self.id(f) for f in s] + [-1] * GAP
            mask += [1.0] * len(s) + [0.0] * GAP
            at += len(s) + GAP
        flat = np.array(flat)
        real = flat >= 0
        distinct, inverse = np.unique(flat[real], return_inverse=True)
        u = len(distinct)
        static = self.static[distinct]
        drop_norm = None
        if word_dropout:
            dropped = rng.random(len(inverse)) < word_dropout
            inverse = inverse + u * dropped
            static = np.concatenate((static[:, 0], static[:, 1]))
            rows = np.concatenate((self.rows[distinct],) * 2)
            drop_norm = torch.cat((torch.ones(u, 1), torch.zeros(u, 1)))
        else:
            static, rows = static[:, 0], self.rows[distinct]
        ids = np.zeros(len(flat), np.int64)
        ids[real] = inverse
        return dict(static=torch.from_numpy(static.copy()), rows=torch.from_numpy(rows.copy()),
                    ids=torch.from_numpy(ids), mask=torch.tensor(mask).unsqueeze(1),
                    drop_norm=drop_norm), starts


def pad_sentences(spans):
    """index [n, longest] of flat positions and mask from (start, length) pairs."""
    longest = max(n for _, n in spans)
    index = torch.zeros(len(spans), longest, dtype=torch.long)
    mask = torch.zeros(len(spans), longest, dtype=torch.bool)
    for k, (a, n) in enumerate(spans):
        index[k, :n] = torch.arange(a, a + n)
        mask[k, :n] = True
    return index, mask


class Lookup:
    """Label numbers."""

    def __init__(self, labels):
        for k in ("upos", "feats", "rels", "lemmas"):
            setattr(self, k, {v: i for i, v in enumerate(getattr(labels, k))})
        self.kinds = {k: i for i, k in enumerate(data.KINDS)}
        self.types = {k: i for i, k in enumerate(data.TYPES)}


def losses(model, forms, look, batch, word_dropout, np_rng, smoothing, teacher=None):
    """The losses of one batch by task."""
    # LitBank behind UD, so that spans are scored on its part alone; untold stretches last.
    batch = sorted(batch, key=lambda e: (e.spans is not None or e.is_untold, e.is_untold))
    packed, starts = forms.pack([e.forms for e in batch], word_dropout, np_rng)
    h = model.encode(**packed)
    first = next((at for e, at in zip(batch, starts) if e.sentences is None),
                 len(packed["ids"]))
    out = model.project(h, first)
    loss = {}
    # UD: tags and trees.
    position, upos, feats, lemma, ends, sentences, heads, rels = [], [], [], [], [], [], [], []
    for e, at in zip(batch, starts):
        if e.sentences is None:
            continue
        position += range(at, at + len(e.forms))
        ends += e.ends
        for s in e.sentences:
            n = len(s.forms)
            upos += [look.upos[u] for u in s.upos]
            feats += [look.feats.get(f, -100) for f in s.feats]
            lemma += [look.lemmas.get(data.lemma_script(f, l), -100) if l != "_" else -100
                      for f, l in zip(s.forms, s.lemmas)]
            rels += [look.rels.get(r, -100) for r in s.rels]
            sentences.append((at, n))
            heads.append(s.heads)
            at += n
    if position:
        position = torch.tensor(position)
        n = len(position)
        ce = lambda name, y: F.cross_entropy(out[name][position], torch.tensor(y),
                                             label_smoothing=smoothing)
        loss["upos"], loss["feats"] = ce("upos", upos), 0.5 * ce("feats", feats)
        loss["lemma"] = 0.4 * ce("lemma", lemma)
        loss["sentence"] = F.binary_cross_entropy_with_logits(
            out["sentence"][position, 0], torch.tensor(ends, dtype=torch.float))
        dependents = torch.cat([torch.arange(a, a + k) for a, k in sentences])
        gold = torch.tensor([a + h if h >= 0 else -1
                             for (a, _), hs in zip(sentences, heads) for h in hs])
        loss["relation"] = F.cross_entropy(
            model.relation_scores(out, dependents, gold), torch.tensor(rels),
            label_smoothing=smoothing)
        # Sentences of like length share a product.
        total = 0.0
        for group in groups(sentences):
            spans = [sentences[k] for k in group]
            index, mask = pad_sentences(spans)
            longest = index.shape[1]
            y = torch.full(index.shape, -100)
            for r, k in enumerate(group):
                y[r, :len(heads[k])] = torch.tensor(
                    [x if x >= 0 else longest for x in heads[k]])
            s = model.arc_scores(out, index, mask)
            total = total + F.cross_entropy(s.flatten(0, 1), y.flatten(), reduction="sum")
        loss["arc"] = total / n
    # LitBank: spans and events.
    position, events, gold, kinds, types = [], [], [], [], []
    for e, at in zip(batch, starts):
        if e.spans is None:
            continue
        at -= first
        position += range(at, at + len(e.forms))
        events += e.events
        for i, j, kind, type_ in e.spans:
            if j - i <= BAND:
                gold.append((at + i, j - i - 1))
                kinds.append(look.kinds[kind])
                types.append(look.types[type_])
    if position:
        position = torch.tensor(position)
        n = len(position)
        logit = model.event(out["event"][position]).squeeze(1)
        loss["event"] = 2.0 * F.binary_cross_entropy_with_logits(
            logit, torch.tensor(events, dtype=torch.float))
        score_all = model.span_scores(out)
        y = torch.zeros_like(score_all)
        if gold:
            a, b = torch.tensor(gold).T
            y[a, b] = 1.0
        valid = valid_spans(packed["mask"][first:])
        rows = torch.zeros(len(score_all), 1, dtype=torch.bool)
        rows[position] = True
        keep = valid & rows
        loss["span"] = 0.7 * F.binary_cross_entropy_with_logits(
            score_all[keep], y[keep], reduction="sum") / n
        # Labels: gold spans, and wrong spans that the first score likes.
        with torch.no_grad():
            wrong = torch.nonzero(keep & (y == 0) & (score_all > -2.5))
            if len(wrong) > len(gold) + 200:
                wrong = wrong[torch.randperm(len(wrong))[:len(gold) + 200]]
        starts_ = torch.cat((torch.tensor([g[0] for g in gold], dtype=torch.long), wrong[:, 0]))
        lengths = torch.cat((torch.tensor([g[1] for g in gold], dtype=torch.long), wrong[:, 1]))
        if len(starts_):
            kind, type_ = model.label_scores(out, starts_, starts_ + lengths + 1)
            loss["kind"] = 0.7 * F.cross_entropy(
                kind, torch.tensor(kinds + [0] * len(wrong)), reduction="sum") / n
            if gold:
                loss["type"] = 0.7 * F.cross_entropy(
                    type_[:len(gold)], torch.tensor(types), reduction="sum") / n
    untold = [(e, at - first) for e, at in zip(batch, starts) if e.is_untold]
    if untold:
        at = untold[0][1]
        loss.update(taught(model, teacher, forms, [e.forms for e, _ in untold],
                           {k: v[at:] for k, v in out.items() if len(v) == len(h[0]) - first},
                           packed["mask"][first + at:]))
    return loss


def taught(model, teacher, forms, stretches, out, mask):
    """The losses against a teacher's answers on stretches without annotation.

    `out` and `mask` are those of the stretches, which end the batch.
    """
    with torch.no_grad():
        packed, _ = forms.pack(stretches)
        told = teacher.project(teacher.encode(**packed), 0)
        events = torch.sigmoid(teacher.event(told["event"])[:, 0])
        told_spans = teacher.span_scores(told)
        real = mask[:, 0] > 0
        keep = valid_spans(mask) & real.unsqueeze(1)
        a, b = torch.nonzero(keep & (told_spans > -2.5)).T
        kinds, types = (torch.softmax(v, 1) for v in teacher.label_scores(told, a, a + b + 1))
    n = int(real.sum())
    loss = {"taught_event": 2.0 * F.binary_cross_entropy_with_logits(
        model.event(out["event"])[:, 0][real], events[real])}
    loss["taught_span"] = 0.7 * F.binary_cross_entropy_with_logits(
        model.span_scores(out)[keep], torch.sigmoid(told_spans[keep]), reduction="sum") / n
    if len(a):
        kind, type_ = (F.log_softmax(v, 1) for v in model.label_scores(out, a, a + b + 1))
        is_span = 1 - kinds[:, :1]
        loss["taught_label"] = -0.7 * ((kinds * kind).sum() + (is_span * types * type_).sum()) / n
    return loss


def groups(sentences):
    """Sentence numbers in groups of like length."""
    order = sorted(range(len(sentences)), key=lambda k: sentences[k][1])
    out = []
    for k in order:
        if not out or sentences[k][1] > 1.3 * sentences[out[-1][0]][1] + 4:
            out.append([])
        out[-1].append(k)
    return out


def valid_spans(mask):
    """[n, BAND]: whether the span stays inside its stretch."""
    real = F.pad(mask[:, 0], (0, BAND - 1)).unfold(0, BAND, 1)
    return torch.cumprod(real, 1).bool()


def sizes(labels, vectors, width, dilations):
    return {"width": width, "dilations": dilations, "vector_width": vectors.width,
            "n_upos": len(labels.upos), "n_feats": len(labels.feats),
            "n_lemmas": len(labels.lemmas), "n_rels": len(labels.rels),
            "n_kinds": len(data.KINDS), "n_types": len(data.TYPES)}


def save(path, model, labels, extra):
    torch.save({"model": model.state_dict(), "sizes": model.sizes,
                "labels": {k: getattr(labels, k) for k in
                           ("upos", "feats", "rels", "lemmas", "exceptions")}, **extra}, path)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("vectors")
    p.add_argument("--out", type=pathlib.Path, required=True)
    p.add_argument("--steps", type=int, default=8000)
    p.add_argument("--batch", type=int, default=1200)
    p.add_argument("--width", type=int, default=192)
    p.add_argument("--dilations", default="1,1,2,2,4,1")
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--seed", type=int, default=20261122)
    p.add_argument("--drop", default="0.15,0.15,0.25", help="input, layers, heads")
    p.add_argument("--word-dropout", type=float, default=0.06)
    p.add_argument("--smoothing", type=float, default=0.03)
    p.add_argument("--quantize-at", type=float, default=0.8, help="share of the steps")
    p.add_argument("--decay", type=float, default=0.44, help="share of the steps with falling rate")
    p.add_argument("--every", type=int, default=250, help="steps between checkpoints")
    p.add_argument("--score-every", type=int, default=2000)
    p.add_argument("--keep", type=int, nargs="*", default=[2500, 4500],
                   help="steps whose checkpoints stay (multiples of --every)")
    p.add_argument("--resume", type=pathlib.Path)
    p.add_argument("--start", type=pathlib.Path,
                   help="the weights of this checkpoint, with its integers from the first step on")
    p.add_argument("--untold", type=pathlib.Path,
                   help="CoNLL-U of text without annotation; the model of --start teaches on it")
    p.add_argument("--minutes", type=float, help="the schedule ends then, if the steps do not")
    p.add_argument("--event-weight", type=float, default=2.0)
    p.add_argument("--upos-weight", type=float, default=1.0)
    p.add_argument("--new-vectors", action="store_true", help="with --resume: not the same vectors")
    p.add_argument("--litbank-fold", type=int, help="leave out each fifth document from this on")
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(a.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(a.seed)
    rng, np_rng = random.Random(a.seed), np.random.default_rng(a.seed)
    ud = [d for c in ("ewt", "gum") for d in data.read_ud(data.SHARED / f"data/ud/{c}-train.conllu.xz")]
    lit = data.read_litbank(data.SHARED / "data/litbank/train")
    whole = data.read_litbank(data.SHARED / "data/litbank/train", hyphens=False)
    if a.litbank_fold is not None:
        lit = [d for k, d in enumerate(lit) if k % 5 != a.litbank_fold]
        whole = [d for k, d in enumerate(whole) if k % 5 != a.litbank_fold]
    labels = data.Labels(ud)
    look = Lookup(labels)
    vectors = Vectors(a.vectors)
    forms = Forms(vectors)
    model = Model(sizes(labels, vectors, a.width, [int(d) for d in a.dilations.split(",")]))
    model.drop_input, model.drop_layer, model.drop_head = map(float, a.drop.split(","))
    average = {k: v.clone() for k, v in model.state_dict().items()}
    decay = [q for n, q in model.named_parameters() if q.dim() > 1 and "tables" not in n]
    rest = [q for n, q in model.named_parameters() if not (q.dim() > 1 and "tables" not in n)]
    optimizer = torch.optim.AdamW([{"params": decay, "weight_decay": 0.02},
                                   {"params": rest, "weight_decay": 0.0}],
                                  lr=a.lr, betas=(0.9, 0.98), eps=1e-8, fused=True)
    step = 0
    teacher, untold = None, []
    if a.start:
        c = torch.load(a.start, weights_only=False)
        assert c["labels"]["feats"] == labels.feats, "other labels; train from nothing"
        model.load_state_dict(c["model"])
        average = {k: v.clone() for k, v in model.state_dict().items()}
        model.quantized = True
    if a.untold:
        teacher = Model(model.sizes)
        teacher.load_state_dict(model.state_dict())
        teacher.quantized = True
        teacher.eval()
        untold = data.untold_examples(a.untold)
    if a.resume:
        c = torch.load(a.resume, weights_only=False)
        model.load_state_dict(c["raw"])
        average, step, model.quantized = c["model"], c["step"], c["quantized"]
        optimizer.load_state_dict(c["optimizer"])
        if a.new_vectors:
            # Other vectors: their part of the input layer is learned anew.
            with torch.no_grad():
                model.input.weight[:, :vectors.width].normal_(0, 0.02)
                average["input.weight"].copy_(model.input.weight)
        rng.seed(a.seed + step)
        np_rng = np.random.default_rng(a.seed + step)
        torch.manual_seed(a.seed + step)
    print(json.dumps(model.sizes), sum(q.numel() for q in model.parameters()), "parameters",
          flush=True)
    begun, cpu, seen, sums = time.time(), time.process_time(), 0, {}
    queue = []
    model.train()
    while step < a.steps:
        if not queue:
            mixed = [rng.choice(pair) for pair in zip(lit, whole)]
            told = data.litbank_examples(mixed, rng)
            # As many words of untold text as of LitBank.
            share = sum(map(len, told)) / max(1, sum(map(len, untold)))
            more = rng.sample(untold, min(len(untold), int(share * len(untold))))
            queue = data.batches(data.ud_examples(ud, rng) + told + more, a.batch, rng)
        batch = queue.pop()
        done = step / a.steps
        if a.minutes:
            done = max(done, (time.time() - begun) / 60 / a.minutes)
            if done >= 1:
                a.steps = step
                break
        for g in optimizer.param_groups:
            g["lr"] = a.lr * min(1.0, (step + 1) / 200, (1 - done) / a.decay)
        if done >= a.quantize_at and not model.quantized:
            model.calibrating = model.quantized = True
            model.clip.fill_(1.0)
        if model.calibrating and done >= a.quantize_at + 0.03:
            model.calibrating = False
        loss = losses(model, forms, look, batch, a.word_dropout, np_rng, a.smoothing,
                      teacher)
        for name, weight in (("event", a.event_weight / 2.0), ("upos", a.upos_weight)):
            if name in loss:
                loss[name] = weight * loss[name]
        total = sum(loss.values())
        optimizer.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 3.0)
        optimizer.step()
        step += 1
        seen += sum(map(len, batch))
        if step % 4 == 0:
            state = model.state_dict()
            floats = [k for k in average if k != "clip"]
            keep = min(0.992, step / (step + 80))
            with torch.no_grad():
                torch._foreach_lerp_([average[k] for k in floats],
                                     [state[k] for k in floats], 1 - keep)
            average["clip"].copy_(state["clip"])
        for k, v in loss.items():
            s = sums.setdefault(k, [0.0, 0])
            s[0] += float(v.detach())
            s[1] += 1
        if step % 100 == 0:
            print(step, *(f"{k} {s / n:.3f}" for k, (s, n) in sums.items()),
                  f"{seen / (time.process_time() - cpu):.0f} tok/cpu-s",
                  f"{seen / (time.time() - begun):.0f} tok/s", flush=True)
            sums = {}
        if step % a.every == 0 or step == a.steps:
            write(a, model, average, optimizer, labels, forms, step)
    if a.minutes:
        write(a, model, average, optimizer, labels, forms, step)


def write(a, model, average, optimizer, labels, forms, step):
    """Saves a checkpoint; scores it from time to time."""
    shadow = Model(model.sizes)
    shadow.load_state_dict(average)
    save(a.out / "model.pt", shadow, labels,
         {"raw": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step,
          "quantized": model.quantized, "arguments": vars(a)})
    if step in a.keep:
        (a.out / f"step-{step}.pt").write_bytes((a.out / "model.pt").read_bytes())
    if step % a.score_every == 0 or step == a.steps:
        shadow.quantized = model.quantized
        shadow.eval()
        fold = None if a.litbank_fold is None else [
            d for k, d in enumerate(data.read_litbank(
                data.SHARED / "data/litbank/train")) if k % 5 == a.litbank_fold]
        print(step, json.dumps(score.everything(shadow, forms, labels, fold)), flush=True)


if __name__ == "__main__":
    main()
