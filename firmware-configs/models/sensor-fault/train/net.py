"""One channel's last two days in its own scale; is its newest reading to be believed?"""

import numpy as np
import tensorflow as tf

LENGTH = 48
UNIT = 1000.0  # the card's channel scale: keeps a window of any channel within ±8
FLOOR = 0.003
SPANS = (6, 12, 24, 47)


def build(seed=0, hidden=32):
    tf.keras.utils.set_random_seed(seed)
    layers, ops = tf.keras.layers, tf.keras.ops
    window = tf.keras.Input((LENGTH, 2), name="window")
    given, mask = window[:, :, 0] * UNIT, window[:, :, 1]
    # a cell that is nothing at all (0) takes the mean of the others
    there = ops.minimum(ops.abs(given) * 1e6, 1.0)
    mean = ops.sum(given, axis=1, keepdims=True) / ops.maximum(ops.sum(there, axis=1, keepdims=True), 1.0)
    raw = given - mean * (there - 1.0)
    x = raw - raw[:, -1:]
    level = ops.abs(mean) + FLOOR
    change = x[:, 1:] - x[:, :-1]
    size = ops.abs(change)
    turn = ops.relu(change[:, 1:] * change[:, :-1] * -1.0)  # where it goes back at once
    span = ops.max(x, axis=1, keepdims=True) - ops.min(x, axis=1, keepdims=True) + FLOOR
    path = ops.mean(size, axis=1, keepdims=True) + FLOOR * 0.3
    features = [x / span, span / (span + 60 * FLOOR)]
    for n in SPANS:
        part = size[:, -n:]
        features.append(ops.mean(part, axis=1, keepdims=True) / span * 5)
        features.append(ops.max(part, axis=1, keepdims=True) / span)
        features.append(ops.mean(turn[:, -min(n, 46) :], axis=1, keepdims=True) / (ops.mean(part * part, axis=1, keepdims=True) + FLOOR * FLOOR * 0.1))
        features.append(ops.minimum(ops.mean(part, axis=1, keepdims=True) / level * 5, 4.0))
        still = 1.0 / (1.0 + part / path * 20)  # near one where it does not move while it used to
        features.append(ops.mean(still, axis=1, keepdims=True))
    # the last step beside the usual one, and beside what came the cell before
    features.append(ops.minimum(size[:, -1:] / path, 40.0) * 0.1)
    features.append(ops.minimum(size[:, -2:-1] / path, 40.0) * 0.1)
    features.append(ops.minimum(size[:, -3:-2] / path, 40.0) * 0.1)
    features.append(ops.minimum(ops.abs(raw[:, -1:]) / level, 6.0))
    features.append(ops.minimum(ops.max(ops.abs(raw), axis=1, keepdims=True) / level, 6.0) * 0.5)
    features.append(ops.mean(mask, axis=1, keepdims=True))
    features.append(mask[:, -4:])
    h = layers.Concatenate()(features)
    h = layers.Dense(hidden, activation="relu")(h)
    h = layers.Dropout(0.1)(h)
    h = layers.Dense(16, activation="relu")(h)
    return tf.keras.Model(window, layers.Dense(1)(h))
