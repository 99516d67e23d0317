"""One channel's last fortnight in its own scale; is its newest reading to be believed?

Held and missing cells are left out first: the newest 160 readings of the sensor's own stand side by side, newest first, whatever its
cadence. All that follows is relative to what the channel did before, so that any unit serves."""

import numpy as np
import tensorflow as tf

LENGTH, BLOCK = 336, 24  # two weeks of hours, counted in blocks of a day
KEPT = 160  # readings
UNIT = 125_000.0  # the card's channel scale: keeps whatever the card calls valid within ±8
FAR = 1e9


def own_readings(window):
    """[n, LENGTH, 2] to three times [n, KEPT]: readings, where there is one, and when it was (cells before the newest cell)."""
    value, mask = window[:, :, 0], window[:, :, 1]
    days = LENGTH // BLOCK
    blocks = tf.reshape(mask, (-1, days, BLOCK))
    inside = tf.matmul(blocks, np.tril(np.ones((BLOCK, BLOCK), np.float32)))  # own readings from this one to the end of its block
    after = tf.matmul(tf.reduce_sum(blocks, 2), np.tril(np.ones((days, days), np.float32), -1))  # and in the later blocks
    rank = tf.reshape(inside + after[:, :, None], (-1, LENGTH, 1)) - 1.0
    chosen = tf.nn.relu(1.0 - tf.abs(rank - np.arange(KEPT, dtype=np.float32))) * mask[:, :, None]
    when = tf.zeros_like(value) + np.arange(LENGTH - 1, -1, -1, dtype=np.float32)
    found = tf.matmul(tf.stack([value, tf.ones_like(value), when], 1), chosen)
    return found[:, 0], found[:, 1], found[:, 2]


def mean(x, there):
    return tf.reduce_sum(x * there, 1, keepdims=True) / tf.maximum(tf.reduce_sum(there, 1, keepdims=True), 1.0)


def usual(x, there, rounds=4):
    """A mean of sizes that large ones cannot pull far."""
    m = mean(x, there)
    for _ in range(rounds):
        m = mean(tf.minimum(x, 2.5 * m), there)
    return m


def log(x):
    return tf.math.log(x)


def signed(x):
    """Large on both sides, drawn together."""
    return x / (tf.abs(x) + 1e-6) * log(1.0 + tf.abs(x))


def features(r, v, t):
    """What the head sees: all relative, all finite. r, v, t as own_readings gives them."""
    pair = v[:, :-1] * v[:, 1:]
    d = (r[:, :-1] - r[:, 1:]) * pair
    a = tf.abs(d)
    level = mean(tf.abs(r), v) + 1e-11
    still = tf.nn.relu(1.0 - a / (2e-6 * level))
    quantum = tf.minimum(tf.reduce_min(a[:, 1:] + FAR * (still[:, 1:] + 1.0 - pair[:, 1:]), 1, keepdims=True), level)
    floor = 0.5 * quantum + 1e-4 * level
    step = usual(a[:, 6:], pair[:, 6:])
    near = usual(a[:, 4:30], pair[:, 4:30])
    base = step + floor
    # where the readings lay before
    old, seen = r[:, 3:], v[:, 3:]
    center = mean(old, seen)
    for _ in range(3):
        away = usual(tf.abs(old - center), seen, 2) + floor
        center = center + mean(tf.clip_by_value(old - center, -2.0 * away, 2.0 * away), seen)
    spread = usual(tf.abs(old - center), seen) + floor
    low = tf.reduce_min(old + FAR * (1.0 - seen), 1, keepdims=True)
    high = tf.reduce_max(old - FAR * (1.0 - seen), 1, keepdims=True)
    low, high = tf.minimum(low, center), tf.maximum(high, center)
    wide = high - low + floor
    out = [signed(d[:, :5] / base), signed(d[:, :3] / (near + floor)), signed((r[:, :4] - center) / spread), signed(d[:, :2] / level)]
    out += [log(1.0 + tf.nn.relu(r[:, :2] - high) / wide), log(1.0 + tf.nn.relu(low - r[:, :2]) / wide)]
    out += [tf.clip_by_value(r[:, :2] / level, -2.0, 4.0), tf.clip_by_value(center / level, -1.0, 1.0)]
    largest = [tf.reduce_max(a[:, k:], 1, keepdims=True) for k in (1, 2, 3)]
    out += [log((a[:, k : k + 1] + floor) / (largest[k] + floor)) for k in range(3)]
    # a spike that comes back, a step that stays
    for k in range(3):
        here, before = d[:, k : k + 1], d[:, k + 1 : k + 2]
        out.append(here * before / (here * here + before * before + floor * floor))
    gone = a[:, :1] + floor
    for k in range(1, 6):
        gone = gone + a[:, k : k + 1]
        if k in (1, 2, 5):
            out.append((r[:, :1] - r[:, k + 1 : k + 2]) * v[:, k + 1 : k + 2] / gone)
    # roughness: how much of the way is gone to and fro, and how much more than it used to be
    turn = tf.abs(d[:, :-1] - d[:, 1:]) * pair[:, :-1] * pair[:, 1:]
    three = pair[:, :-1] * pair[:, 1:]
    long_turn = usual(turn[:, 6:], three[:, 6:]) + floor
    daily = [usual(turn[:, k : k + 12], three[:, k : k + 12], 3) + FAR * tf.nn.relu(1.0 - mean(three[:, k : k + 12], three[:, k : k + 12] * 0 + 1.0) * 2.0) for k in range(12, 156, 12)]
    quiet = tf.minimum(tf.reduce_min(tf.concat(daily, 1), 1, keepdims=True), level * 10.0) + floor
    for n in (6, 12, 24, 48, 96):
        rough, gone = mean(turn[:, :n], three[:, :n]), mean(a[:, :n], pair[:, :n])
        out += [rough / (2.0 * gone + floor), log((gone + floor) / level), tf.abs(r[:, :1] - r[:, n : n + 1]) * v[:, n : n + 1] / (gone * n + floor)]
        steady = usual(turn[:, :n], three[:, :n], 3) + floor
        out += [log(steady / quiet), log(steady / long_turn), log(steady / level)]
    out += [mean(tf.minimum(turn[:, :n] / (5.0 * long_turn), 1.0), three[:, :n]) for n in (6, 12, 24)]
    # stillness
    newest = 48
    moved = tf.matmul(1.0 - still[:, :newest] * pair[:, :newest], np.triu(np.ones((newest, newest), np.float32)))
    run = tf.reduce_sum(tf.nn.relu(1.0 - moved), 1, keepdims=True)
    rests = mean(still[:, 6:], pair[:, 6:])
    out += [log(1.0 + run), run * (1.0 - rests) * 0.1, rests, log((mean(a[:, :6], pair[:, :6]) + 0.1 * floor) / base), log((mean(a[:, :12], pair[:, :12]) + 0.1 * floor) / base)]
    # scales, cadence, how much there is to go by
    out += [log(spread / level), log(base / spread), log(floor / level), log(wide / spread)]
    gap = (t[:, 1:] - t[:, :-1]) * pair
    usual_gap = usual(gap, pair) + 0.1
    out += [log((gap[:, :2] + 0.1) / usual_gap), mean(v, v * 0 + 1.0)]
    return tf.clip_by_value(tf.concat(out, 1), -30.0, 30.0)


class Net(tf.Module):
    """Features, standardised, and a small head. `head` is a list of (matrix, bias), the last with one column; several are averaged."""

    def __init__(self, center, scale, heads):
        super().__init__()
        self.center, self.scale = center.astype(np.float32), scale.astype(np.float32)
        self.heads = [[(w.astype(np.float32), b.astype(np.float32)) for w, b in head] for head in heads]

    def table(self, x):
        x = tf.clip_by_value((x - self.center) / self.scale, -6.0, 6.0)
        total = 0.0
        for head in self.heads:
            h = x
            for w, b in head[:-1]:
                h = tf.nn.relu(tf.matmul(h, w) + b)
            total = total + tf.matmul(h, head[-1][0]) + head[-1][1]
        return total / float(len(self.heads))

    def __call__(self, window, training=False):
        """Rounded to 1/64, so that processors that add in another order answer with the same octets."""
        return tf.round(self.table(features(*own_readings(window))) * 64.0) / 64.0
