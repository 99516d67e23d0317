"""Trains, scores and writes the package.  `python train.py [--choose]`"""

import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "train-series")]

import numpy as np
import pandas as pd
import tensorflow as tf

import base_card
import net
import package
import synthetic
import windows

SERIES = Path(os.environ.get("SERIES", HERE.parents[3] / "../shared/data/series"))
SANDY = SERIES / "water_quality/qld_oddwater/sandy_anom.csv"
UNTIL = "2017-05-15"  # training: the first of the two long faults; held out: all that comes later
SEED, STEPS, COPIES = 5, 3000, 6


def windows_of(card, grid, ends):
    ends = ends[windows.answered(card, grid)[ends]]
    ends = ends[ends >= net.LENGTH - 1]
    return windows.rows(card, grid)[ends[:, None] + np.arange(1 - net.LENGTH, 1)], ends


def courses():
    """Hourly and slower courses that are believed: rivers in flood are what must not be called a fault."""
    found = []
    usgs = pd.read_csv(SERIES / "flood/usgs_hourly_2014_2018/usgs_hourly.csv")
    for site, part in usgs.groupby("site"):
        for column in ("discharge_ft3_s", "gage_height_ft"):
            if part[column].notna().any():
                found.append(part[column].to_numpy())
    brompton = pd.read_csv(SERIES / "flood/brompton_15min/brompton_15min_2008_201211.csv.gz")["discharge_m3_s_est29km2"].to_numpy()
    found.append(brompton[::4][:12000])
    calder = pd.read_csv(SERIES / "flood/uk_calder_15min_2025/calder_15min.csv")
    found += [calder[c].to_numpy() for c in calder if c.startswith("level")]
    return found


def as_grid(card, values, truth, every_minutes=60):
    return windows.to_grid(card, "", (np.arange(len(values)) * every_minutes + 60) * 60_000, values[:, None], truth)


def training(card, sandy, rng, with_labels=True):
    xs, ys, ws = [], [], []

    def take(grid, weight, upto=None):
        x, ends = windows_of(card, grid, np.arange(net.LENGTH, upto or len(grid.truth)))
        y = grid.truth[ends]
        xs.append(x), ys.append(y), ws.append(np.full(len(y), weight / max(1, len(y))))

    for grid in sandy:
        upto = int(np.searchsorted(grid.times(3600), np.datetime64(UNTIL)))
        if with_labels:
            take(grid, 1.5, upto)
        clean = np.where(grid.truth, np.nan, grid.own[:, 0])[:upto]
        at = np.flatnonzero(~np.isnan(clean))
        for _ in range(COPIES):
            values, truth = synthetic.inject(clean[at], rng)
            take(as_grid(card, values, truth, 90), 1.0)
            take(as_grid(card, values, truth, 60), 0.5)
    for course in courses():
        course = course[~np.isnan(course)]
        for _ in range(2):
            values, truth = synthetic.inject(course, rng)
            take(as_grid(card, values, truth, rng.choice([60, 60, 90])), 0.8)
    return [np.concatenate(part) for part in (xs, ys, ws)]


def fit(card, sandy, with_labels=True, steps=STEPS):
    rng = np.random.default_rng(SEED)
    x, y, w = training(card, sandy, rng, with_labels)
    print("windows", len(x), "faults", int(y.sum()), flush=True)
    chance = w * np.where(y, 3.0, 1.0)
    order = rng.choice(len(x), size=steps * 512, p=chance / chance.sum())
    model = net.build(SEED)
    rate = tf.keras.optimizers.schedules.CosineDecay(2e-3, steps)
    optimizer = tf.keras.optimizers.AdamW(rate, weight_decay=1e-3)

    @tf.function
    def step(batch, truth):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(truth * 0.96 + 0.02, model(batch, training=True)[:, 0]))
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, model.trainable_variables), 5.0)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    # windows of another size: the answer must not hang on the unit
    for n in range(steps):
        at = order[n * 512 : (n + 1) * 512]
        batch = x[at].copy()
        batch[:, :, 0] *= np.exp(rng.normal(0, 0.7, (len(at), 1)))
        loss = step(tf.constant(batch), tf.constant(y[at].astype(np.float32)))
        if n % 1000 == 999:
            print("step", n + 1, "loss", round(float(loss), 4), flush=True)
    return model


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def judge(card, sandy, answer, early):
    """Scores by channel and pooled, before or after UNTIL."""
    result, total = {}, []
    for grid, column in zip(sandy, ("level", "conductivity", "turbidity")):
        times = grid.times(3600)
        span = (times < np.datetime64(UNTIL)) if early else (times >= np.datetime64(UNTIL))
        p, asked = np.zeros(len(times)), np.zeros(len(times), bool)
        x, ends = windows_of(card, grid, np.flatnonzero(span & grid.scored))
        p[ends], asked[ends] = answer(x), True
        here = span & grid.scored
        counted = windows.counts(grid.truth[here], windows.states(card["output"], p[here], asked[here]))
        total.append(counted)
        result[column] = windows.anomaly_scores(counted, 5400)
        result[column]["auc"] = windows.auc(p[asked], grid.truth[asked])
    result["all"] = windows.anomaly_scores(windows.add(total), 5400)
    return result


def rule(x):
    """The best simple rule found: a step many times the usual one, or turning back most of the time."""
    change = np.diff(x[:, :, 0], axis=1)
    size = np.abs(change)
    path = size.mean(axis=1) + 1e-6
    turn = np.maximum(-change[:, 1:] * change[:, :-1], 0).mean(axis=1) / ((size**2).mean(axis=1) + 1e-12)
    return np.where((size[:, -1] / path > 12) | (turn > 0.35), 1.0, 0.0)


def main(choose):
    card = base_card.card()
    sandy = windows.read(card, SANDY)
    sandy = sorted(sandy, key=lambda g: ["level_m", "cond_uS_cm", "turbidity_NTU"].index(g.name))
    model = fit(card, sandy, with_labels=not choose)
    call = tf.function(lambda batch: model(batch, training=False), reduce_retracing=True)
    in_float = lambda x: sigmoid(call(tf.constant(x)).numpy()[:, 0])
    if choose:  # without Sandy's labels, on its first span
        for high in (0.5, 0.7, 0.8, 0.9):
            for low in (0.2, 0.4, 0.6):
                for of, least in ((1, 1), (3, 2), (5, 3)):
                    card["output"] |= {"raise-above": high, "clear-below": min(low, high), "persist": {"of": of, "at-least": least}}
                    s = judge(card, sandy, in_float, True)
                    print(high, low, of, least, {k: windows.plain([v["row-f1"], v["event-f1"], v["false-alarms"], v.get("auc")], 3) for k, v in s.items()})
        print("rule", windows.plain(judge(card, sandy, rule, True)))
        return
    finish(card, sandy, model, in_float)


def finish(card, sandy, model, in_float):
    import words

    content = package.convert(model, (net.LENGTH, 2), None)
    interpreter = package.Interpreter(content)
    lite = lambda x: sigmoid(np.array([float(interpreter.real(row)[0]) for row in x]))
    figures = {
        "split": f"trained on Sandy Creek until {UNTIL} and on made faults; scored on all later rows",
        "float": windows.plain(judge(card, sandy, lite, False)),
    }
    figures |= {"baselines": words.baselines(card, sandy, judge, rule, training)}
    card["metrics"] = {"held-out": figures, "training-span": windows.plain(judge(card, sandy, lite, True))}
    print(windows.plain(figures))
    words.finish(card)
    x, _ = windows_of(card, sandy[2], np.flatnonzero(sandy[2].scored)[200:3000:700])
    spike = np.stack([np.full(net.LENGTH, 0.005), np.ones(net.LENGTH)], axis=1)
    spike[-1, 0] = 0.03
    course, _ = synthetic.inject(50 + np.cumsum(np.sin(np.arange(1000) / 9)), np.random.default_rng(1))
    made, _ = windows_of(card, as_grid(card, course, None), np.arange(100, 900, 200))
    cases = [*made, spike, np.zeros((net.LENGTH, 2))]
    card["latency-ms"] = {"machine": words.MACHINE, "p50": windows.plain(interpreter.p50_ms(cases[0]))}
    package.write(HERE.parent, content, card, cases)


if __name__ == "__main__":
    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    main("--choose" in sys.argv)
