"""Trains, calibrates, scores and writes both packages.  `python train.py [15min|hourly] [--choose]`"""

import json
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "train-series")]

import numpy as np
import tensorflow as tf

import base_card
import net
import package
import scores
import sets
import windows

QUANTILES = np.array([0.05, 0.5, 0.95], np.float32)
SEED, STEPS, SQUARED, MEMBERS = 11, 2000, 0.5, 3
TAIL = 0.96  # of the calibration span on each side's inner part: a little more than 0.95, for spans that differ


def examples(card, kind, level, ends):
    """Windows, what came relative to the newest reading, and NaN where nothing is known."""
    grid = windows.to_grid(card, "", np.arange(len(level)) * windows.seconds(kind["period"]) * 1000, level[:, None])
    ends = ends[windows.answered(card, grid)[ends] & ~np.isnan(grid.own[ends, 0])]
    x, last = windows.relative(card, grid, ends)
    ahead = []
    for hours in scores.HOURS:
        at = ends + hours * kind["per-hour"]
        ahead.append(np.where(at < len(level), level[np.minimum(at, len(level) - 1)], np.nan) - last)
    return x[:, :, 0], np.stack(ahead, axis=1).astype(np.float32), ends, last


def training_set(card, kind, series, rng):
    xs, ys, ws, ms = [], [], [], []
    for name, grid, until, calibrate in series:
        times = grid.times(windows.seconds(kind["period"]))
        train, _, _ = sets.spans(times, until, calibrate)
        if not train.any():
            continue
        level = grid.own[: np.flatnonzero(train).max() + 1, 0]
        weight = 1.0 if name != "calder" else 0.12
        fast = (1, 2) if kind["per-hour"] == 4 else (1,)
        slow = (3, 6) if kind["per-hour"] == 1 and name != "calder" else ()
        for n, (made, apart) in enumerate([(level, None), *sets.variants(level, rng, fast, slow)]):
            x, y, _, _ = examples(card, kind, made, np.arange(kind["length"], len(made)))
            keep = rng.permutation(len(x))[:60000]
            x, y = x[keep], y[keep]
            size = np.abs(x).max(axis=1) * net.UNIT + net.FLOOR
            relative = np.clip(size / size.mean(), 0.05, 6)
            moved = np.sqrt(np.nanmean(y**2, axis=0)) + 1e-6  # persistence's error, by horizon
            xs.append(x), ys.append(y), ms.append(np.tile(moved, (len(x), 1)))
            share = weight * (1.0 if n == 0 else apart or 0.3)
            ws.append(np.stack([share * (0.3 + relative) / len(x), relative**0.5, 1 / (0.3 + relative), np.full(len(x), 0.0 if apart or name == "calder" else 1.0)], axis=1))
    return [np.concatenate(part).astype(np.float32) for part in (xs, ys, ws, ms)]


def linear_start(kind, x, y, w, moved):
    """Least squares over all training windows, each series in units of its own persistence error."""
    basis = net.time_basis(kind["length"], kind["per-hour"])
    coefficients = np.zeros((basis.shape[1], 4))
    share = w[:, 0] * w[:, 2] * w[:, 3]  # quiet water and noise are left out
    for h in range(4):
        known = ~np.isnan(y[:, h])
        scale = np.sqrt(share[known])[:, None] / moved[known, h : h + 1]
        a = (x[known] * net.UNIT) @ basis * scale
        b = y[known, h] * scale[:, 0]
        gram = a.T.astype(np.float64) @ a
        coefficients[:, h] = np.linalg.solve(gram + np.eye(len(gram)) * np.trace(gram) * 1e-6, a.T.astype(np.float64) @ b)
    return (basis @ coefficients).astype(np.float32)


def fit(kind, data, linear, seed, steps=STEPS, hidden=32):
    rng = np.random.default_rng(seed)
    x, y, w, moved = data
    chance = w[:, 0].astype(np.float64) / w[:, 0].sum(dtype=np.float64)
    order = rng.choice(len(x), size=steps * 512, p=chance)
    model = net.build(kind["length"], kind["per-hour"], linear, hidden=hidden, seed=seed)
    rate = tf.keras.optimizers.schedules.CosineDecay(2e-3, steps)
    optimizer = tf.keras.optimizers.AdamW(rate, weight_decay=1e-4)

    @tf.function
    def step(batch, truth, weight, moved):
        size = tf.reduce_max(tf.abs(batch), axis=1)[:, None, :] * net.UNIT + net.FLOOR
        known = tf.cast(~tf.math.is_nan(truth), tf.float32)
        target = tf.where(tf.math.is_nan(truth), 0.0, truth)[:, :, None] / size
        target = tf.clip_by_value(target, -40.0, 40.0)
        with tf.GradientTape() as tape:
            out = model(batch, training=True) * net.UNIT
            off = target - out / size
            pin = tf.maximum(QUANTILES * off, (QUANTILES - 1) * off)
            loss = tf.reduce_mean(tf.reduce_sum(pin, axis=2) * known * weight[:, 0:1])
            # the middle also answers for its squared error, in units of persistence's, as if windows were drawn evenly
            miss = (tf.where(known > 0, truth, 0.0) - out[:, :, 1]) * known / moved
            far = tf.where(tf.abs(miss) < 15.0, miss**2, 30.0 * tf.abs(miss) - 225.0)
            loss += SQUARED * tf.reduce_mean(far * weight[:, 1:2])
        gradients = tape.gradient(loss, model.trainable_variables)
        gradients, _ = tf.clip_by_global_norm(gradients, 10.0)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    mean = 0.0
    for n in range(steps):
        at = order[n * 512 : (n + 1) * 512]
        mean += float(step(tf.constant(x[at, :, None]), tf.constant(y[at]), tf.constant(w[at, 1:]), tf.constant(moved[at])))
        if n % 1000 == 999:
            print("step", n + 1, "loss", round(mean / 1000, 5), flush=True)
            mean = 0.0
    return model


class Widened(tf.keras.Model):
    """The mean of several nets, the band about its middle widened by a factor per horizon and side."""

    def __init__(self, members, factors):
        super().__init__()
        self.members, self.factors = members, tf.constant(factors, tf.float32)

    def call(self, x, training=False):
        out = sum(member(x, training=training) for member in self.members) / len(self.members)
        middle = out[:, :, 1:2]
        return middle + (out - middle) * self.factors


def calibrate(model, card, kind, series):
    """Conformal: the factors with which few enough lie below and above; a series counts by the root of its length."""
    ratios = []
    for _, grid, until, calibrate_until in series:
        times = grid.times(windows.seconds(kind["period"]))
        _, here, _ = sets.spans(times, until, calibrate_until)
        if not here.any():
            continue
        level = grid.own[: np.flatnonzero(here).max() + 1, 0]
        x, y, _, _ = examples(card, kind, level, np.flatnonzero(here))
        if len(x) == 0:
            continue
        out = predict(model, x)
        off = y - out[:, :, 1]
        low = np.where(np.isnan(off), np.nan, -off / (out[:, :, 1] - out[:, :, 0]))
        high = np.where(np.isnan(off), np.nan, off / (out[:, :, 2] - out[:, :, 1]))
        ratios.append((low, high))
    factors = np.ones((1, 4, 3), np.float32)
    for h in range(4):
        for side, column in ((0, 0), (1, 2)):
            values = np.concatenate([r[side][~np.isnan(r[side][:, h]), h] for r in ratios])
            weights = np.concatenate([np.full((~np.isnan(r[side][:, h])).sum(), (~np.isnan(r[side][:, h])).sum() ** -0.5) for r in ratios])
            order = np.argsort(values)
            share = np.cumsum(weights[order]) / weights.sum()
            factors[0, h, column] = max(0.3, values[order][np.searchsorted(share, TAIL)])
    return factors


def predict(model, x):
    """Relative to the newest reading, in the series' unit."""
    call = tf.function(lambda batch: model(batch, training=False), reduce_retracing=True)
    return np.concatenate([call(tf.constant(x[i : i + 4096, :, None])).numpy() for i in range(0, len(x), 4096)]) * net.UNIT


def evaluate(card, kind, series, part, answer):
    """Scores per series and pooled over the part 1 (calibration) or 2 (held out)."""
    found = {}
    for name, grid, until, calibrate_until in series:
        times = grid.times(windows.seconds(kind["period"]))
        here = sets.spans(times, until, calibrate_until)[part]
        level = grid.own[:, 0]
        x, _, ends, last = examples(card, kind, level, np.flatnonzero(here))
        if len(x) < 50:
            continue
        before = level[ends - kind["per-hour"]]
        before = np.where(np.isnan(before), last, before)
        out = answer(x) + last[:, None, None]
        found[f"{name}/{grid.name}"] = scores.series_scores(level, last, before, out, ends, kind["per-hour"])
    return found


def leads(card, kind, series, answer):
    """Lead times on held-out rises over the 98th and 99.5th percentile of the training span."""
    result = {}
    for name, grid, until, calibrate_until in series:
        if name in ("calder", "yangtze"):
            continue
        times = grid.times(windows.seconds(kind["period"]))
        train, _, here = sets.spans(times, until, calibrate_until)
        level = grid.own[:, 0]
        x, _, ends, last = examples(card, kind, level, np.flatnonzero(here))
        before = level[ends - kind["per-hour"]]
        slope = np.where(np.isnan(before), 0, last - before)
        out = answer(x) + last[:, None, None]
        go = last[:, None] + slope[:, None] * np.array(scores.HOURS)
        for percent in (98, 99.5):
            threshold = float(np.nanpercentile(level[train], percent))
            row = {"threshold": threshold}
            for what, ahead in (("median", out[:, :, 1]), ("upper", out[:, :, 2]), ("linear", go)):
                hours, false = scores.lead_times(level, ends, ahead, threshold, kind["per-hour"])
                row["rises"] = len(hours)
                row[what] = {"median-lead-h": float(np.median(hours)) if hours else 0.0, "unwarned": sum(h == 0 for h in hours), "false": int(false)}
            result[f"{grid.name} p{percent}"] = row
    return result


def show(found):
    for name, rows in found.items():
        parts = [(r["n"], 1 - r["mse"] / r["mse-stay"], 1 - r["mse"] / r["mse-go"], 1 - r["mae"] / r["mae-stay"], r["in"] / r["n"]) for r in rows]
        print(f"{name[:30]:30}", *("%d %6.3f %6.3f %6.3f %.3f |" % part for part in parts), flush=True)


def run(kind, names, choose):
    card = base_card.card(kind)
    series = sets.load(card, names)
    data = training_set(card, kind, series, np.random.default_rng(SEED))
    print("windows", len(data[0]), flush=True)
    linear = linear_start(kind, *data)
    members = [fit(kind, data, linear, SEED + n) for n in range(MEMBERS)]
    if "WEIGHTS" in os.environ:
        for n, member in enumerate(members):
            member.save_weights(f"{os.environ['WEIGHTS']}-{kind['name']}-{n}.weights.h5")
    factors = calibrate(Widened(members, np.ones((1, 4, 3))), card, kind, series)
    print("factors", factors.round(2).tolist())
    model = Widened(members, factors)
    show(evaluate(card, kind, series, 1, lambda x: predict(model, x)))
    if choose:
        return
    print("held out")
    found = evaluate(card, kind, series, 2, lambda x: predict(model, x))
    show(found)
    print(json.dumps(windows.plain(scores.summary(found.values())), indent=0))
    import words

    content = package.convert(model, (kind["length"], 1), None)
    interpreter = package.Interpreter(content)
    lite = lambda x: np.stack([interpreter.real(row[:, None]) for row in x]) * net.UNIT
    tflite = evaluate(card, kind, series, 2, lite)
    card["metrics"] = {
        "held-out": {
            "split": words.SPLIT[kind["name"]],
            "float": windows.plain(scores.summary(tflite.values())),
            "per-series": {
                name: {
                    f"PT{h}H": windows.plain({"n": r["n"], "skill-over-persistence": 1 - r["mse"] / r["mse-stay"], "skill-over-linear": 1 - r["mse"] / r["mse-go"], "mae": r["mae"], "mae-persistence": r["mae-stay"], "mae-linear": r["mae-go"], "coverage": r["in"] / r["n"]})
                    for h, r in zip(scores.HOURS, rows)
                }
                for name, rows in tflite.items()
            },
            "lead-times": windows.plain(leads(card, kind, series, lambda x: predict(model, x))),
            "baselines": words.baselines(kind["name"]),
        }
    }
    words.finish(card, kind, series)
    sample = {name: grid for name, grid, *_ in series}
    grid = sample.get("brompton", sample.get("usgs-03567500"))
    x, _, _, _ = examples(card, kind, grid.own[:, 0], np.arange(kind["length"], kind["length"] + 20000, 5000))
    rising = np.concatenate([np.full(kind["length"] - 6, -1.2), np.array([-1.1, -0.9, -0.6, -0.3, -0.1, 0])]) / net.UNIT
    cases = [*(row[:, None] for row in x[:3]), rising[:, None], np.zeros((kind["length"], 1))]
    card["latency-ms"] = {"machine": words.MACHINE, "p50": windows.plain(interpreter.p50_ms(cases[0]))}
    package.write(HERE.parents[1] / kind["name"], content, card, cases)


def baselines(kind, names):
    """Least squares on the window, and gradient boosting by horizon in the window's own scale."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    card = base_card.card(kind)
    series = sets.load(card, names)
    rng = np.random.default_rng(SEED)
    x, y, w, moved = training_set(card, kind, series, rng)
    linear = linear_start(kind, x, y, w, moved)
    chance = w[:, 0].astype(np.float64) / w[:, 0].sum(dtype=np.float64)
    some = rng.choice(len(x), 20000, p=chance)

    def features(x):
        x = x * net.UNIT
        far = np.abs(x).max(axis=1, keepdims=True) + net.FLOOR
        near = np.abs(x[:, -3 * kind["per-hour"] - 1 :]).max(axis=1, keepdims=True) + net.FLOOR
        return np.concatenate([x / far @ net.time_basis(kind["length"], kind["per-hour"]), near / far, net.FLOOR / near], axis=1), far[:, 0]

    table, far = features(x[some])
    models = []
    for h in range(4):
        known = ~np.isnan(y[some, h])
        share = far[known] / moved[some][known, h]
        models.append(HistGradientBoostingRegressor(loss="squared_error", max_iter=100, random_state=0).fit(table[known], y[some][known, h] / far[known], sample_weight=np.clip(share, 0.01, 20)))

    def boosted(x):
        table, far = features(x)
        return np.repeat(np.stack([m.predict(table) * far for m in models], axis=1)[:, :, None], 3, axis=2)

    def straight(x):
        return np.repeat(((x * net.UNIT) @ linear)[:, :, None], 3, axis=2)

    keep = ("skill-over-persistence", "skill-over-linear", "mae-skill-over-persistence", "mae-skill-over-linear")
    result = {}
    for name, answer in (("least-squares", straight), ("gradient-boosting", boosted)):
        pooled = scores.summary(evaluate(card, kind, series, 2, answer).values())
        result[name] = {h: windows.plain({k: row[k] for k in keep}) for h, row in pooled.items()}
    file = HERE / "baselines.json"
    everything = json.loads(file.read_text()) if file.exists() else {}
    everything[kind["name"]] = result
    file.write_text(json.dumps(everything, indent=1) + "\n")
    print(json.dumps(result))


if __name__ == "__main__":
    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    work = baselines if "--baselines" in sys.argv else lambda kind, names: run(kind, names, "--choose" in sys.argv)
    if "hourly" not in sys.argv:
        work(base_card.QUARTER, ["brompton", "calder"])
    if "15min" not in sys.argv:
        work(base_card.HOURLY, ["usgs-01037000", "usgs-03567500", "brompton", "calder", "yangtze"])
