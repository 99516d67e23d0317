"""One training stage: frozen trunk, augmented views, pruning to a budget, fine-tuning with or without teachers, quantization."""

import dataclasses
import pathlib

import numpy as np

import fbimage as F
import fbtrain as T


@dataclasses.dataclass
class Data:
    """A set with its cut; source pictures for augmentation are a little larger than the input."""

    set: str
    size: int
    split: pathlib.Path
    share: float
    folds: int

    def __post_init__(self):
        self.rows, self.x = F.images(self.set, self.size)
        self.source = self.x if self.size > 192 else F.images(self.set, 192)[1]
        self.classes = sorted({r["class"] for r in self.rows})
        self.truth = np.array([self.classes.index(r["class"]) for r in self.rows])
        self.tags = np.array([r["source_tag"] for r in self.rows])
        if not self.split.exists():
            F.write_split(self.split, self.rows, self.share, self.folds, 20)
        self.part = F.read_split(self.split, self.rows)
        self.train = np.where((self.part != "held-out") & (self.part != "fold-0"))[0]
        self.dev = np.where(self.part == "fold-0")[0]

    def score(self, logits, index):
        guess, truth = logits.argmax(1), self.truth[index]
        text = f"macro-F1 {F.macro_f1(truth, guess):.4f}"
        for t in sorted(set(self.tags)) if len(set(self.tags)) > 1 else []:
            k = self.tags[index] == t
            text += f" {t.split('(')[0]}:{F.macro_f1(truth[k], guess[k]):.3f}"
        return text


_VIEWS = {}
_NETS = {}


def stage(
    data,
    name,
    net=None,
    start=None,
    budget=None,
    teachers=(),
    teacher_share=0.6,
    cut=6,
    views=6,
    extra=(),
    steps=1000,
    rate=4e-4,
    seed=20,
    dropout=0.2,
    mix=0.2,
    decay=1e-4,
    zoom=0.5,
    colour=0.3,
    hue=0.06,
    flip_vertical=False,
    balance="class",
    prepare=None,
    others=(),
):
    """Trains `name`; balance: class, source (class and source, square roots) or even (class and source, fully); budget None keeps the full width. extra: (rule on source_tag, further views) pairs. Results lie in the cache.

    others: (pictures, what prepares them or None, target, share of a batch) of pictures beyond the set's own: of none
    of the classes, with every class an equally wrong answer, or with something drawn in."""
    F.seed_everything(seed)
    d, n = data, len(data.classes)
    layers = F.load_layers(F.CACHE / f"{start}.npz") if start else F.new_head(F.read_tflite(F.SHARED / "models" / net), n, 1)
    lower, upper = T.cut(layers, cut)
    sample = np.asarray(d.x[d.train[:: max(1, len(d.train) // 120)]])
    trunk = T.Trunk(lower, d.size, sample, F.CACHE / f"{name}-trunk.tflite")
    index = np.tile(d.train, views)
    for rule, more in extra:
        index = np.concatenate([index, np.tile(d.train[np.char.startswith(d.tags[d.train], rule)], more)])
    augment = F.augment(d.size, (zoom, 1.0), 1.3, 0.4, flip_vertical, colour, hue)
    key = (d.set, net if not start else _NETS.get(start, start), cut, views, extra, zoom, colour, hue, flip_vertical)
    _NETS[name] = key[1]
    if key not in _VIEWS:  # stages with the same trunk and the same augmentation share their views
        _VIEWS.clear()
        _VIEWS[key] = T.views(d.source, index, augment, trunk, log=name, prepare=prepare)
    q = _VIEWS[key]
    qdev = trunk(d.x[d.dev])
    if budget:
        layers = F.prune(layers, sample, d.size, budget, first=len(lower))
        upper = layers[len(lower) :]
    print(name, "parameters", F.parameters(layers), "file about", F.file_size(layers), flush=True)
    target = np.eye(n)[d.truth[index]] * 0.92 + 0.08 / n
    if teachers:
        soft = 0
        for t in teachers:
            full = F.load_layers(F.CACHE / f"{t}.npz")
            soft = soft + F.softmax(T.predict(T.upper_model(full[len(lower) :], trunk.shape, 0.0), trunk, q)) / len(teachers)
        target = (1 - teacher_share) * target + teacher_share * soft
    key = d.truth[index] if balance == "class" else np.unique([f"{d.tags[i]}|{d.truth[i]}" for i in index], return_inverse=True)[1]
    weight = 1 / np.bincount(key)[key] ** (1.0 if balance == "even" else 0.5)
    rest = 1 - sum(share for *_, share in others)
    weight = rest * weight / weight.sum()
    for pictures, change, wanted, share in others:
        more = T.views(pictures, np.arange(len(pictures)), augment, trunk, log=name + " others", prepare=change)
        q = np.concatenate([q, more])
        target = np.concatenate([target, np.tile(wanted, (len(more), 1))])
        weight = np.concatenate([weight, np.full(len(more), share / len(more))])
    upper, _ = T.finetune(
        upper, trunk, q, target, weight, qdev, d.truth[d.dev], steps, rate, dropout=dropout, mix=mix, decay=decay, seed=seed, log=name,
        score=lambda z: d.score(z, d.dev),
    )
    layers = lower + upper
    F.save_layers(F.CACHE / f"{name}.npz", layers)
    if budget:
        size = F.quantize(layers, d.size, np.asarray(d.x[d.train[:: max(1, len(d.train) // 200)]]), F.CACHE / f"{name}.tflite")
        logits = F.Runner(F.CACHE / f"{name}.tflite").logits(d.x[d.dev])
        print(name, "bytes", size, "int8 dev", d.score(logits, d.dev), flush=True)
    return layers
