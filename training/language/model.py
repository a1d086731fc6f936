"""The language model: a residual CNN over words, and its heads.

Inference is integer inside the encoder, as the Rust side runs it: activations are
`round(h / scale)` clamped to [-128, 127] (stored as u8 with zero point 128), weights are
rounded to [-63, 63] with a scale an output row, sums are i32. `quantized` switches the same
arithmetic on in training (with straight-through gradients).
"""
import math

import torch
import torch.nn.functional as F
from torch import nn

from text import HASHED

GAP = 4            # empty rows between stretches: no dilation reaches over them
BAND = 40          # longest span in tokens
DISTANCE_BUCKETS = 18
LENGTH_BUCKETS = 12


def distance_bucket(d):
    """Bucket of head minus dependent: 0 to 8 on the left, 9 to 17 on the right."""
    m = abs(d)
    b = m - 1 if m <= 4 else 4 if m <= 6 else 5 if m <= 9 else 6 if m <= 14 else 7 if m <= 22 else 8
    return b if d < 0 else 9 + b


def length_bucket(n):
    """Bucket of a span's length in tokens."""
    return n - 1 if n <= 6 else 6 if n <= 8 else 7 if n <= 11 else 8 if n <= 15 else \
        9 if n <= 20 else 10 if n <= 28 else 11


class Dropout:
    """Dropout from a pool of ready masks, which is cheaper on a CPU than fresh ones."""
    SIZE = 1 << 23

    def __init__(self):
        self.pools, self.at = {}, 0

    def __call__(self, x, p, training):
        if not training or p == 0.0:
            return x
        if p not in self.pools:
            self.pools[p] = (torch.rand(self.SIZE) >= p).float() / (1 - p)
        n = x.numel()
        # Odd strides through the pool: the same mask meets the same batch no second time.
        self.at = (self.at + 1_299_709 + n) % (self.SIZE - n)
        return x * self.pools[p][self.at:self.at + n].view_as(x)


dropout = Dropout()


class _Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return torch.round(x)

    @staticmethod
    def backward(ctx, g):
        return g


class _Product(torch.autograd.Function):
    """x @ w.T with bfloat16 factors: twice as fast on a CPU, and exact for small integers."""

    @staticmethod
    def forward(ctx, x, w):
        x, w = x.bfloat16(), w.bfloat16()
        ctx.save_for_backward(x, w)
        return torch.mm(x, w.t()).float()

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        g = g.bfloat16()
        return torch.mm(g, w).float(), torch.mm(g.t(), x).float()


class QuantLinear(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_out, n_in))
        self.bias = nn.Parameter(torch.zeros(n_out))
        nn.init.kaiming_uniform_(self.weight, a=math.sqrt(5))

    def forward(self, x, quantized, rows=slice(None)):
        """Some rows of the product; quantized, x and weights are integers times a scale."""
        w, scale = self.weight[rows], 1.0
        if quantized:
            s = (w.detach().abs().amax(1, keepdim=True) / 63).clamp_min(1e-8)
            w, scale = _Round.apply(w / s), s.t() * quantized
        y = _Product.apply(x, w) if self.training else F.linear(x, w)
        return y * scale + self.bias[rows]


def slices(n_upos, n_feats, n_lemmas):
    """The outputs that all heads take from the encoder in one product: name, size, ReLU."""
    return [("upos", n_upos, 0), ("feats", n_feats, 0), ("lemma", n_lemmas, 0), ("sentence", 1, 0),
            ("arc_dependent", 96, 1), ("arc_head", 96, 1), ("arc_distance", DISTANCE_BUCKETS, 0),
            ("arc_root", 1, 0),
            ("relation_dependent", 128, 0), ("relation_head", 128, 0),
            ("event", 64, 1),
            ("span_start", 64, 1), ("span_end", 64, 1), ("span_length", LENGTH_BUCKETS, 0),
            ("label_start", 96, 0), ("label_end", 96, 0), ("label_inside", 96, 0)]


class Model(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.sizes = sizes
        w = sizes["width"]
        self.tables = nn.ModuleDict(
            {name: nn.Embedding(rows, dim) for name, rows, dim in HASHED})
        for t in self.tables.values():
            nn.init.normal_(t.weight, 0, 0.03)
        n_in = sizes["vector_width"] + sum(dim for _, _, dim in HASHED)
        self.input = nn.Linear(n_in, w)
        self.layers = nn.ModuleList(QuantLinear(3 * w, w) for _ in sizes["dilations"])
        self.slices = slices(sizes["n_upos"], sizes["n_feats"], sizes["n_lemmas"])
        self.heads = QuantLinear(w, sum(n for _, n, _ in self.slices))
        self.event = nn.Linear(64, 1)
        self.arc = nn.Parameter(torch.zeros(96, 96))
        nn.init.orthogonal_(self.arc)
        self.arc_bias = nn.Linear(96, 1)
        self.relation = nn.Linear(128, sizes["n_rels"])
        self.span_bias = nn.Parameter(torch.tensor(-4.0))
        self.span_kind = nn.Linear(96, sizes["n_kinds"])
        self.span_type = nn.Linear(96, sizes["n_types"])
        # clip of |h| at each layer's input and at the heads' input
        self.register_buffer("clip", torch.full((len(sizes["dilations"]) + 1,), 6.0))
        self.quantized = False
        self.calibrating = False
        self.drop_input = self.drop_layer = self.drop_head = 0.0

    def activation(self, h, i):
        """The input of a product and its scale; without quantization h itself and 0."""
        if self.calibrating:
            top = torch.quantile(h.detach().abs().flatten()[:1_000_000], 0.9998)
            self.clip[i] = torch.maximum(self.clip[i], top)
        if not self.quantized:
            return h, 0.0
        s = float(self.clip[i]) / 127
        return torch.clamp(_Round.apply(h * (1.0 / s)), -128, 127), s

    def norm(self, x):
        return F.layer_norm(x, (x.shape[-1],), eps=1e-5)

    def encode(self, static, rows, ids, mask, drop_norm=None):
        """Heads' inputs [n, width] for a flat batch.

        static [n_types, vector_width] and rows [n_types, 7] describe the distinct forms,
        ids [n] is each token's form, mask [n, 1] is 0 on the gaps.
        """
        parts = [static]
        for k, (name, _, _) in enumerate(HASHED):
            e = self.tables[name](rows[:, k])
            if k == 0 and drop_norm is not None:
                e = e * drop_norm
            parts.append(e)
        x = self.input(torch.cat(parts, 1))[ids] * mask
        x = dropout(x, self.drop_input, self.training)
        self.trace = [x]
        for i, (layer, d) in enumerate(zip(self.layers, self.sizes["dilations"])):
            h, scale = self.activation(self.norm(x) * mask, i)
            z = h.new_zeros(d, h.shape[1])
            window = torch.cat((torch.cat((z, h[:-d])), h, torch.cat((h[d:], z))), 1)
            y = F.relu(layer(window, scale))
            x = x + dropout(y, self.drop_layer, self.training)
            x = x * mask
            if not self.training:
                self.trace.append(x)
        return self.activation(self.norm(x) * mask, len(self.layers))

    def project(self, h, first=None):
        """All heads' first outputs as a dictionary.

        With `first`, positions before it are UD's and get the tags and trees alone; the others
        are LitBank's and get the rest alone, counted from `first`.
        """
        h, scale = h
        names = [n for n, _, _ in self.slices]
        parts = [(h, 0, len(names))]
        if first is not None:
            k = names.index("event")
            parts = [(h[:first], 0, k), (h[first:], k, len(names))]
        out, at = {}, 0
        for rows, i, j in parts:
            cut = [n for _, n, _ in self.slices[i:j]]
            y = self.heads(rows, scale, slice(at, at + sum(cut)))
            at += sum(cut)
            for (name, n, is_relu), v in zip(self.slices[i:j], y.split(cut, 1)):
                v = F.relu(v) if is_relu else v
                if n >= 64 and name not in ("feats", "lemma"):
                    v = dropout(v, self.drop_head, self.training)
                out[name] = v
        return out

    def arc_scores(self, out, index, mask):
        """[n_sentences, length, length + 1]: each word's heads; the last column is the root.

        index [n_sentences, length] are flat positions, mask says which exist.
        """
        dep = out["arc_dependent"][index]
        head = out["arc_head"][index]
        score = (dep @ self.arc) @ head.transpose(1, 2) + self.arc_bias(head).transpose(1, 2)
        n = index.shape[1]
        score = score + torch.gather(out["arc_distance"][index], 2,
                                     distance_table(n).expand(len(index), n, n))
        score = score.masked_fill(~mask[:, None, :], -1e4)
        score = score.masked_fill(torch.eye(n, dtype=torch.bool), -1e4)
        return torch.cat((score, out["arc_root"][index]), 2)

    def relation_scores(self, out, dependents, heads):
        """Scores of relations for flat positions; a head of -1 is the root."""
        h = out["relation_head"][heads.clamp_min(0)] * (heads >= 0).unsqueeze(1)
        return self.relation(F.relu(out["relation_dependent"][dependents] + h))

    def span_scores(self, out):
        """[n, BAND]: the span from each position over 1 to BAND tokens."""
        start = out["span_start"]
        end = F.pad(out["span_end"], (0, 0, 0, BAND - 1))
        windows = end.unfold(0, BAND, 1)                       # [n, 64, BAND]
        score = torch.bmm(start.unsqueeze(1), windows).squeeze(1)
        return score / 8 + self.span_bias + out["span_length"][:, LENGTHS]

    def label_scores(self, out, starts, ends):
        """Kinds and types of spans [start, end) of flat positions."""
        inside = F.pad(torch.cumsum(out["label_inside"], 0), (0, 0, 1, 0))
        mean = (inside[ends] - inside[starts]) / (ends - starts).unsqueeze(1)
        h = F.relu(out["label_start"][starts] + out["label_end"][ends - 1] + mean)
        return self.span_kind(h), self.span_type(h)


LENGTHS = torch.tensor([length_bucket(n) for n in range(1, BAND + 1)])
_DISTANCES = {}


def distance_table(n):
    if n not in _DISTANCES:
        _DISTANCES[n] = torch.tensor(
            [[distance_bucket(h - d) if h != d else 0 for h in range(n)] for d in range(n)])
    return _DISTANCES[n]
