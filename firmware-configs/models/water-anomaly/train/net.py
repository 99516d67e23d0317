"""The network: fixed kinds of features inside the graph, a small perceptron on top."""

import numpy as np
import tensorflow as tf

LENGTH, CHANNELS = 120, 9
# Means over these spans, in cells back from the newest
SPANS = [(0, 1), (0, 3), (0, 6), (3, 8), (5, 15), (10, 25), (20, 40), (30, 60), (60, 120), (0, 120)]


def time_basis():
    basis = np.zeros((LENGTH, len(SPANS)), np.float32)
    for j, (near, far) in enumerate(SPANS):
        basis[LENGTH - far : LENGTH - near, j] = 1 / (far - near)
    mix = np.eye(len(SPANS), dtype=np.float32)
    base = len(SPANS) - 2
    for j in range(len(SPANS) - 2):
        mix[base, j] -= 1  # against the hour before the last
    return basis @ mix


def build(seed=0, filters=20, hidden=48, dropout=0.2):
    tf.keras.utils.set_random_seed(seed)
    layers = tf.keras.layers
    x = tf.keras.Input((LENGTH, 2 * CHANNELS), batch_size=None, name="window")
    values = x[:, :, :CHANNELS]
    basis = time_basis()
    # Levels: every channel against its own past
    turned = layers.Permute((2, 1))(values)
    levels = layers.Dense(basis.shape[1], use_bias=False, kernel_initializer=tf.constant_initializer(basis))(turned)
    # Edges: joint quick changes of several channels, and when they were
    edges = layers.Conv1D(filters, 6, padding="valid", activation="relu6")(x)
    near = layers.GlobalMaxPooling1D()(edges[:, -8:, :])
    mid = layers.GlobalMaxPooling1D()(edges[:, -30:-4, :])
    far = layers.GlobalMaxPooling1D()(edges[:, -75:-25, :])
    mean = layers.GlobalAveragePooling1D()(edges[:, -60:, :])
    now = x[:, -1, :]
    joined = layers.Concatenate()([layers.Flatten()(levels), near, mid, far, mean, now])
    h = layers.Dropout(dropout)(joined)
    h = layers.Dense(hidden, activation="relu6")(h)
    h = layers.Dropout(dropout)(h)
    h = layers.Dense(24, activation="relu6")(h)
    return tf.keras.Model(x, layers.Dense(1)(h))
