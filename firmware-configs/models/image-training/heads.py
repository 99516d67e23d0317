"""A linear head over a frozen public network that reads what several of its blocks put out, not the last one alone: pooled over the
picture, each block with a matrix of its own, summed. Marks on a leaf are small and alike, so the middle blocks tell as much as
the last. The network runs as int8, as on the device, over augmented views; a head is fitted in seconds, so every fold of the split can be
left out once and a choice rests on all training scenes."""

import numpy as np

import fbimage as F


def trunk(layers, blocks):
    """The network without its last layer, with the mean of each named block's depthwise output and of the last features; and their names."""
    layers = layers[:-1]
    deep = [l["dst"] for l in layers if l["kind"] == "dw"]
    last = layers[-1]
    out, pools = layers[:-1], []
    for i, src in enumerate([*(deep[b] for b in blocks), last["src"]]):
        pools.append(f"pool{i}")
        out = [*out, dict(kind="pool", src=src, dst=pools[-1])]
    return out, pools


def compact(layers, pools):
    """Without the layers that none of the pools needs."""
    need, out = set(pools), []
    for l in reversed(layers):
        if l["dst"] in need:
            need |= {l["src"], l.get("other", l["src"])}
            out.append(l)
    return out[::-1]


class Features:
    """Pooled int8 outputs of the trunk as real numbers, all blocks side by side."""

    def __init__(self, layers, blocks, size, sample, path):
        self.layers, self.pools = trunk(layers, blocks)
        F.quantize(self.layers, size, sample, path, self.pools)
        self.run = F.Runner(path)
        widths = {l["dst"]: l["b"].size for l in self.layers if "b" in l}
        source = {l["dst"]: l["src"] for l in self.layers}
        self.widths = [widths[source[p]] for p in self.pools]
        by_name = sorted(range(len(self.pools)), key=lambda i: self.run.o[i]["name"])
        self.order = by_name if len(self.pools) > 1 else [0]
        if [int(self.run.o[i]["shape"][-1]) for i in self.order] != self.widths:
            raise ValueError(f"outputs of {path} are not in the order of the pools")

    def __call__(self, pixels):
        rows = []
        for p in pixels:
            got = self.run.raw(self.run.tensor(p))
            rows.append(np.concatenate([(got[i][0].astype(np.float32) - self.run.o[i]["quantization"][1]) * self.run.o[i]["quantization"][0] for i in self.order]))
        return np.array(rows, np.float32)

    def views(self, source, index, augment, prepare=None, log=""):
        out = np.empty((len(index), sum(self.widths)), np.float16)
        for at in range(0, len(index), 64):
            some = index[at : at + 64]
            pixels = np.asarray(source[some])
            if prepare:
                pixels = prepare(pixels, some)
            x = augment(pixels).numpy()
            out[at : at + len(some)] = self(np.clip(np.floor((x + 1) * 128 + 0.5), 0, 255))
            if at // 64 % 50 == 0:
                print(log, at, len(index), flush=True)
        return out

    def whole(self, w, b):
        """The network with the head: one matrix a block, summed."""
        layers, at = list(self.layers), 0
        for i, (pool, n) in enumerate(zip(self.pools, self.widths)):
            layers.append(dict(kind="fc", w=w[at : at + n], b=b if i == 0 else np.zeros_like(b), src=pool, dst=f"fc{i}"))
            if i:
                layers.append(dict(kind="add", src=f"fc{i}", other=f"sum{i - 1}" if i > 1 else "fc0", dst=f"sum{i}"))
            at += n
        return layers


def fit(x, rows, target, weight, steps=400, rate=2e-3, decay=5.0, mix=0.3, drop=0.3, floor=0.3, batch=256, seed=0):
    """Matrix and bias learnt from the listed rows of raw features (standardising is folded in), by Adam with weight decay, mixing of views and dropout.

    A channel's spread counts as at least `floor` of the median one, so that no weight outgrows the rest: they become int8."""
    rng = np.random.default_rng(seed)
    p = np.cumsum(weight[rows] / weight[rows].sum())
    some = x[rows[rng.choice(len(rows), min(len(rows), 1500), replace=False)]].astype(np.float32)
    mean, std = some.mean(0), some.std(0)
    std = np.maximum(std, floor * np.median(std)) + 1e-6
    w = np.zeros((x.shape[1], target.shape[1]), np.float32)
    b = np.zeros(target.shape[1], np.float32)
    state = [np.zeros_like(w), np.zeros_like(w), np.zeros_like(b), np.zeros_like(b)]
    mw, mb, scale = np.zeros_like(w), np.zeros_like(b), 1 / np.sqrt(x.shape[1] / 1000)
    for s in range(steps):
        i = rows[np.minimum(np.searchsorted(p, rng.random(batch)), len(rows) - 1)]
        a = (x[i].astype(np.float32) - mean) / std
        t = target[i].astype(np.float32)
        lam = rng.beta(mix, mix, (batch, 1)).astype(np.float32) if mix else np.ones((batch, 1), np.float32)
        a, t = lam * a + (1 - lam) * a[::-1], lam * t + (1 - lam) * t[::-1]
        if drop:
            a = a * (rng.random(a.shape, np.float32) >= drop) / np.float32(1 - drop)
        e = (F.softmax(a @ w + b) - t) / batch
        lr = rate * scale * 0.5 * (1 + np.cos(np.pi * s / steps))
        for v, g, m, q in ((w, a.T @ e, *state[:2]), (b, e.sum(0), *state[2:])):
            m += 0.1 * (g - m)
            q += 0.01 * (g * g - q)
            v -= lr * (m / (1 - 0.9 ** (s + 1)) / (np.sqrt(q / (1 - 0.99 ** (s + 1))) + 1e-8) + (decay * v if v is w else 0))
        if s >= steps // 2:
            mw += (w - mw) / (s - steps // 2 + 1)
            mb += (b - mb) / (s - steps // 2 + 1)
    return mw / std[:, None], mb - (mean / std) @ mw


def averaged(x, rows, target, weight, seeds=2, **how):
    """The mean of heads that differ in what they drew: linear heads average to a linear head."""
    heads = [fit(x, rows, target, weight, seed=s, **how) for s in range(seeds)]
    return sum(w for w, _ in heads) / seeds, sum(b for _, b in heads) / seeds


def crosswise(x, pictures, target, weight, part, clean, known, **how):
    """Logits of every known picture, by a head that learnt from no view of its fold; x are the views' features, pictures their pictures."""
    out = np.zeros((len(part), target.shape[1]), np.float32)
    for fold in sorted(set(part[known])):
        w, b = averaged(x, np.where(part[pictures] != fold)[0], target, weight, **how)
        mine = part[known] == fold
        out[known[mine]] = clean[mine] @ w + b
    return out
