"""A window in its own scale, a perceptron, and its answer back in the river's scale."""

import numpy as np
import tensorflow as tf

UNIT = 1000.0  # the card's channel scale: keeps a window of any river within ±8
FLOOR = 0.004  # smallest scale of a window, in the series' unit


def time_basis(length: int, per_hour: int) -> np.ndarray:
    """The last values one by one, then means over spans that grow."""
    spans = [(k, k + 1) for k in range(0, 6)]
    edge = 6
    while edge < length:
        width = max(1, edge // 3)
        spans.append((edge, min(length, edge + width)))
        edge += width
    basis = np.zeros((length, len(spans)), np.float32)
    for j, (near, far) in enumerate(spans):
        basis[length - far : length - near, j] = 1 / (far - near)
    return basis


def build(length, per_hour, linear, horizons=4, hidden=32, seed=0):
    tf.keras.utils.set_random_seed(seed)
    layers = tf.keras.layers
    window = tf.keras.Input((length, 1), name="window")
    x = layers.Reshape((length,))(window) * UNIT
    ops = tf.keras.ops
    # two scales: the greatest departure from the newest value of late, and in the whole window
    recent = x[:, -3 * per_hour - 1 :]
    near = ops.max(ops.abs(recent), axis=1, keepdims=True) + FLOOR
    far = ops.max(ops.abs(x), axis=1, keepdims=True) + FLOOR
    basis = time_basis(length, per_hour)
    whole = layers.Dense(
        basis.shape[1], use_bias=False, trainable=False, kernel_initializer=tf.constant_initializer(basis)
    )(x / far)
    late = recent / near
    slow = near / far
    quiet = FLOOR * 5 / (far + FLOOR * 5)  # quiet water behaves like noise
    still = FLOOR * 5 / (near + FLOOR * 5)
    features = layers.Concatenate()([whole, late, slow, quiet, still])
    h = layers.Dense(hidden, activation="relu")(features)
    h = layers.Dense(hidden, activation="relu")(h)
    inner = layers.Concatenate()([h, features])
    by_near = layers.Reshape((horizons, 3))(layers.Dense(horizons * 3, kernel_initializer="zeros")(inner))
    by_far = layers.Reshape((horizons, 3))(layers.Dense(horizons * 3, kernel_initializer="zeros")(inner))
    # the best linear answer as a start, less of it in quiet water; the perceptron corrects it
    straight = layers.Dense(horizons, use_bias=False, trainable=False, kernel_initializer=tf.constant_initializer(linear))(x)
    near, far = near[:, :, None], far[:, :, None]
    middle = plus(straight[:, :, None] * (1.0 - still)[:, :, None], plus(by_near[:, :, 0:1] * near, by_far[:, :, 0:1] * far))
    down = plus(soft(by_near[:, :, 1:2]) * near, soft(by_far[:, :, 1:2] - 1.0) * far)
    up = plus(soft(by_near[:, :, 2:3]) * near, soft(by_far[:, :, 2:3] - 1.0) * far)
    return tf.keras.Model(window, layers.Concatenate()([middle - down, middle, plus(middle, up)]) / UNIT)


def plus(a, b):
    """Keras makes a bias of a sum of small tensors when the batch is one, and the converter refuses that."""
    return a - b * -1.0


def soft(x):
    """Above zero, smooth, of plain operators."""
    return plus(x, tf.keras.ops.sqrt(x * x + 0.01)) * 0.5
