"""Writes an image model's package: model file, self-test vectors and card with the figures measured on the held-out part."""

import json
import math
import pathlib
import shutil
import time

import numpy as np
import yaml

import baselines
import fbimage as F


class _Flow(dict):
    pass


yaml.SafeDumper.add_representer(_Flow, lambda d, v: d.represent_mapping("tag:yaml.org,2002:map", v, flow_style=True))


def flow(**kw):
    return _Flow(kw)


def r(v, n=3):
    return round(float(v), n)


def float_logits(layers, x):
    import tensorflow as tf

    f = tf.function(lambda a: F.forward(layers, a))
    return np.concatenate([f(F.real_input(x[at : at + 50])).numpy() for at in range(0, len(x), 50)])


def figures(truth, guess, classes, tags):
    out = {"accuracy": r((truth == guess).mean()), "macro-f1": r(F.macro_f1(truth, guess, range(len(classes))))}
    per = {}
    for c, name in enumerate(classes):
        per[name] = r(F.macro_f1(truth, guess, [c]))
    out["f1"] = _Flow(per)
    if len(set(tags)) > 1:
        out["per-source"] = {
            str(t): flow(images=int((tags == t).sum()), accuracy=r((truth == guess)[tags == t].mean()), **{"macro-f1": r(F.macro_f1(truth[tags == t], guess[tags == t]))})
            for t in sorted(set(tags))
        }
    return out


def choose_unsure(p, truth, least_accuracy):
    """The lowest threshold at which the answers given are right at least this often, on the part used for choosing."""
    best, right = p.max(1), p.argmax(1) == truth
    for t in np.arange(0.3, 0.96, 0.01):
        given = best >= t
        if given.any() and right[given].mean() >= least_accuracy:
            return r(t, 2)
    return 0.9


def drift(x):
    x = np.asarray(x, np.float64)
    luma = x @ np.array([0.299, 0.587, 0.114])
    lap = luma[:, :-2, 1:-1] + luma[:, 2:, 1:-1] + luma[:, 1:-1, :-2] + luma[:, 1:-1, 2:] - 4 * luma[:, 1:-1, 1:-1]
    values = {"mean-luma": luma.mean((1, 2)), "luma-std": luma.std((1, 2)), "sharpness": lap.var((1, 2))}
    return {"features": [flow(id=k, mean=r(v.mean(), 1), std=r(v.std(), 1)) for k, v in values.items()]}


def latency(path, tensor, rounds=200):
    run = F.Runner(path)
    for _ in range(20):
        run.raw(tensor)
    times = []
    for _ in range(rounds):
        t = time.perf_counter_ns()
        run.raw(tensor)
        times.append((time.perf_counter_ns() - t) / 1e6)
    return r(np.percentile(times, 50), 2), r(np.percentile(times, 99), 2)


def build(folder, model, layers, rows, x, truth, part, classes, head, labels, limits, data, tail=None, least_accuracy=0.92, note=None, crosswise=None):
    """head: name, version, title, licence; tail: function(truth, guess, p, tags, part rows) that adds figures of its own. crosswise: logits
    of every picture outside the held-out part, each by a network that did not learn from its fold; without them fold-0 is for choosing."""
    size = x.shape[1]
    folder = pathlib.Path(folder)
    shutil.copy(model, folder / "model.tflite")
    run = F.Runner(folder / "model.tflite")
    tags = np.array([row["source_tag"] for row in rows])
    held, dev = np.where(part == "held-out")[0], np.where(part == "fold-0")[0]
    train = np.where((part != "held-out") & (part != "fold-0"))[0]
    if crosswise is not None:
        train = dev = np.where(part != "held-out")[0]
    zdev, z = run.logits(x[dev]) if crosswise is None else crosswise[dev], run.logits(x[held])
    temp = r(F.temperature(zdev, truth[dev]), 3)
    unsure = choose_unsure(F.softmax(zdev / temp), truth[dev], least_accuracy)
    p = F.softmax(z / temp)
    guess = z.argmax(1)
    zf = float_logits(layers, x[held])
    given = p.max(1) >= unsure
    int8 = figures(truth[held], guess, classes, tags[held])
    int8["confusion-rows-are-truth"] = [_FlowList(row) for row in F.confusion(truth[held], guess, len(classes)).tolist()]
    metrics = {
        "validation": {
            "split": "train/split.csv, part held-out: whole groups (group_id of the manifest), never trained on, never used for choosing; "
            + ("temperature and unsure-below were set on part fold-0" if crosswise is None else "all other folds are trained on; every choice, the temperature and unsure-below rest on answers to folds left out in turn"),
            "images": _Flow({"trained-on": len(train), "chosen-on": len(dev), "held-out": len(held)}),
            **({} if crosswise is None else {"folds-left-out-in-turn": figures(truth[dev], zdev.argmax(1), classes, tags[dev])}),
            "float": figures(truth[held], zf.argmax(1), classes, tags[held]),
            "int8": int8,
            "baselines": {},
            "calibration": {
                "temperature-from": "fold-0" if crosswise is None else "folds left out in turn",
                "expected-calibration-error": r(F.calibration_error(p, truth[held])),
                "without-temperature": r(F.calibration_error(F.softmax(z), truth[held])),
                "negative-log-likelihood": r(-np.log(p[np.arange(len(held)), truth[held]] + 1e-9).mean()),
            },
            "unsure": [
                _Flow({"below": t, "answered": r((p.max(1) >= t).mean()), "accuracy-of-answers": r((guess == truth[held])[p.max(1) >= t].mean())})
                for t in sorted({0.0, 0.4, 0.5, 0.6, 0.7, 0.8, unsure})
                if (p.max(1) >= t).any()
            ],
        }
    }
    for name, g in baselines.both(x, truth, np.where(part != "held-out")[0], held).items():
        f = figures(truth[held], g, classes, tags[held])
        f.pop("f1")
        metrics["validation"]["baselines"][name] = f
    if tail:
        metrics["validation"].update(tail(truth[held], guess, p, tags[held], [rows[i] for i in held], given))
    tests = folder / "self-test"
    shutil.rmtree(tests, ignore_errors=True)
    tests.mkdir()
    # no picture of the sets: drawn ones, so that nothing of unclear licence is shipped
    for i, pixels in enumerate(drawn(size)):
        tensor = run.tensor(pixels)
        (tests / f"{i + 1:02d}.in").write_bytes(tensor.tobytes())
        (tests / f"{i + 1:02d}.out").write_bytes(run.raw(tensor)[0].tobytes())
    p50, p99 = latency(folder / "model.tflite", run.tensor(x[held[0]]))
    card = {
        "schema-version": 1,
        "name": head["name"],
        "version": head["version"],
        "title": head["title"],
        "task": "image-classes",
        "licence": head["licence"],
        "model": flow(file="model.tflite", bytes=(folder / "model.tflite").stat().st_size),
        "input": {"kind": "image", "width": size, "height": size, "fit": "stretch", "resize": "area", "scale": 0.0078125, "offset": -1.0},
        "output": {"activation": "softmax", "temperature": temp, "unsure-below": unsure, "labels": labels},
        "drift": drift(x[train]),
        "metrics": metrics,
        "data": data,
        "limits": limits,
        "latency-ms": {"machine": "one thread of a shared x86-64 virtual machine (AMD EPYC, AVX-512), Python TensorFlow Lite 2.19 with XNNPACK", "p50": p50, "p99": p99},
    }
    if note:
        card["note"] = note
    if head.get("compare"):
        card["compare"] = head["compare"]
    write(folder / "card.yaml", card)
    return card


def write(path, card):
    """The card as YAML: short maps and lists of plain values on one line."""
    path.write_text(yaml.safe_dump(_short(card), allow_unicode=True, sort_keys=False, width=140), encoding="utf-8")


def _short(node, depth=0):
    plain = lambda v: not isinstance(v, (dict, list))
    if isinstance(node, dict):
        out = {k: _short(v, depth + 1) for k, v in node.items()}
        return _Flow(out) if depth > 1 and all(map(plain, node.values())) and len(str(node)) < 400 else out
    if isinstance(node, list):
        return _FlowList(node) if all(map(plain, node)) else [_short(v, depth + 1) for v in node]
    return node


class _FlowList(list):
    pass


yaml.SafeDumper.add_representer(_FlowList, lambda d, v: d.represent_sequence("tag:yaml.org,2002:seq", v, flow_style=True))


def drawn(size):
    """Four pictures made of arithmetic: gradients, discs, stripes and noise."""
    y, x = np.mgrid[0:size, 0:size]
    rng = np.random.RandomState(7)
    a = np.stack([255 * x // (size - 1), 255 * y // (size - 1), 255 * (x + y) // (2 * size - 2)], -1)
    d = np.hypot(x - size * 0.5, y - size * 0.45)[..., None]
    b = np.where(d < size * 0.2, [70, 50, 30], np.where(d < size * 0.3, [200, 160, 40], [60, 120, 50]))
    c = np.where(((x // 9 + y // 14) % 3 == 0)[..., None], [120, 170, 60], [190, 150, 90]) * (0.7 + 0.3 * np.sin(x / 11.0))[..., None]
    e = rng.randint(0, 256, (size // 8 + 1, size // 8 + 1, 3)).repeat(8, 0).repeat(8, 1)[:size, :size]
    return [np.clip(v, 0, 255).astype(np.uint8) for v in (a, b, c, e)]
