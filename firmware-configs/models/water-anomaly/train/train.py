"""Trains, quantizes, scores and writes the package.  `python train.py` or, to choose by left-out blocks, `python train.py cv`."""

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
import split
import synthetic
import windows

CHECKOUT = HERE.parents[3]
CSV = Path(os.environ.get("GECCO2018", CHECKOUT / "../shared/data/series/water_quality/gecco2018/geccoIC2018Train.csv.gz"))
OFFSETS = np.arange(1 - net.LENGTH, 1)
STEPS, COPIES, SEED = 2500, 6, 7


def load():
    card = base_card.card()
    grid = windows.read(card, CSV)[0]
    return card, grid, windows.rows(card, grid), windows.answered(card, grid), grid.times(60)


def batches(sets, rng, size, share):
    """Windows of several series, `share` of them with an event at their end."""
    x = np.stack([s[0] for s in sets])
    y = np.stack([s[1] for s in sets])
    on, off = [], []
    for i, (_, label, ends) in enumerate(sets):
        which = np.stack([np.full(len(ends), i), ends], axis=1)
        on.append(which[label[ends] > 0])
        off.append(which[label[ends] == 0])
    on, off = np.concatenate(on), np.concatenate(off)
    while True:
        some = int(size * share)
        at = np.concatenate([on[rng.integers(len(on), size=some)], off[rng.integers(len(off), size=size - some)]])
        yield x[at[:, 0, None], at[:, 1, None] + OFFSETS], y[at[:, 0], at[:, 1]].astype(np.float32)


def fit(x, label, ends, seed=SEED, steps=STEPS):
    rng = np.random.default_rng(seed)
    last = ends.max() + 1  # nothing later than the training span is even looked at
    x, label = x[:last], label[:last]
    real = batches([(x, label.astype(np.float32), ends)], rng, 128, 0.25)
    made = batches([(*synthetic.inject(x, label, rng), ends) for _ in range(COPIES)], rng, 256, 0.4)
    model = net.build(seed)
    rate = tf.keras.optimizers.schedules.CosineDecay(2e-3, steps)
    optimizer = tf.keras.optimizers.AdamW(rate, weight_decay=1e-4)

    @tf.function
    def step(batch, truth):
        with tf.GradientTape() as tape:
            logits = model(batch, training=True)[:, 0]
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(truth * 0.97 + 0.01, logits))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    for n in range(steps):
        (a, la), (b, lb) = next(real), next(made)
        loss = step(tf.constant(np.concatenate([a, b])), tf.constant(np.concatenate([la, lb])))
        if n % 500 == 499:
            print("step", n + 1, "loss", round(float(loss), 4), flush=True)
    return model


def float_scores(model, x, ends):
    call = tf.function(lambda batch: model(batch, training=False))
    parts = [call(tf.constant(x[ends[i : i + 2048, None] + OFFSETS])).numpy()[:, 0] for i in range(0, len(ends), 2048)]
    return 1 / (1 + np.exp(-np.concatenate(parts)))


def judge(card, grid, p, asked, span):
    times = grid.times(60)
    here = split.within(times, span) & grid.scored
    counted = windows.counts(grid.truth[here], windows.states(card["output"], p[here], asked[here]))
    scores = windows.anomaly_scores(counted, 60)
    answered = here & asked
    scores["auc"] = windows.auc(p[answered], grid.truth[answered])
    return scores, counted


def ends_of(mask):
    ends = np.flatnonzero(mask)
    return ends[ends >= net.LENGTH - 1]


def cross_validate():
    card, grid, x, asked, times = load()
    p = np.zeros(len(x))
    total = []
    training = times < np.datetime64(split.HELD_OUT[0])
    for block in split.BLOCKS:
        model = fit(x, grid.truth, ends_of(asked & training & ~split.within(times, block, 3)))
        ends = ends_of(asked & split.within(times, block))
        p[ends] = float_scores(model, x, ends)
        scores, counted = judge(card, grid, p, asked, block)
        total.append(counted)
        print(block, windows.plain(scores), flush=True)
    print("all blocks", windows.plain(windows.anomaly_scores(windows.add(total), 60)))
    np.save(HERE / "cv.npy", p)


def main():
    card, grid, x, asked, times = load()
    training = times < np.datetime64(split.HELD_OUT[0])
    ends = ends_of(asked & training)
    model = fit(x, grid.truth, ends)
    if "WEIGHTS" in os.environ:
        model.save_weights(os.environ["WEIGHTS"])
    rng = np.random.default_rng(SEED)
    made, _ = synthetic.inject(x[: ends.max() + 1], grid.truth[: ends.max() + 1], rng)
    picks = rng.choice(ends, 300)
    on = rng.choice(ends[grid.truth[ends]], 100)
    samples = np.concatenate([x[picks[:, None] + OFFSETS], made[picks[:, None] + OFFSETS], x[on[:, None] + OFFSETS]])
    content = package.convert(model, (net.LENGTH, 2 * net.CHANNELS), samples)
    interpreter = package.Interpreter(content)

    later = ends_of(asked & split.within(times, split.HELD_OUT))
    p_float, p_int8 = np.zeros(len(x)), np.zeros(len(x))
    p_float[later] = float_scores(model, x, later)
    p_int8[later] = [1 / (1 + np.exp(-float(interpreter.real(x[k + OFFSETS])[0]))) for k in later]
    figures = {name: judge(card, grid, p, asked, split.HELD_OUT)[0] for name, p in (("float", p_float), ("int8", p_int8))}
    print(windows.plain(figures))

    quiet, event = ends[5000], ends[grid.truth[ends]][40]
    cases = [x[quiet + OFFSETS], x[event + OFFSETS], made[picks[0] + OFFSETS], np.zeros((net.LENGTH, 2 * net.CHANNELS), np.float32)]
    finish(card, grid, figures, interpreter, cases, content, training)


def finish(card, grid, figures, interpreter, cases, content, training):
    import words

    own = grid.own[training]
    card["drift"] = {
        "features": [
            {"id": c["id"], "mean": windows.plain(np.nanmean(own[:, i])), "std": windows.plain(np.nanstd(own[:, i]))}
            for i, c in enumerate(card["input"]["channels"])
        ]
    }
    card["metrics"] = {"held-out": {"split": words.SPLIT, **windows.plain(figures), "baselines": words.baselines(HERE)}}
    card["metrics"] |= {"left-out-blocks": words.BLOCKS, "first-look": words.FIRST_LOOK}
    card |= {"data": words.DATA, "limits": words.LIMITS}
    card["latency-ms"] = {"machine": words.MACHINE, "p50": windows.plain(interpreter.p50_ms(cases[0]))}
    package.write(HERE.parent, content, card, cases)


if __name__ == "__main__":
    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    cross_validate() if sys.argv[1:] == ["cv"] else main()
