"""Fine-tuning on a frozen, quantized trunk. The trunk (the first blocks of a public MobileNetV2) runs as an int8 TensorFlow Lite
file, about a millisecond an image, over augmented views whose outputs are kept; only the upper blocks are trained, on exactly
the quantized values that they will see on the device."""

import numpy as np

import fbimage as F


def cut(layers, blocks):
    """Splits after the given number of inverted residual blocks (an add belongs to its block)."""
    i, seen = 0, -1
    while i < len(layers):
        l = layers[i]
        if l["kind"] == "conv" and not l.get("relu"):
            seen += 1
            end = i + 1
            if end < len(layers) and layers[end]["kind"] == "add":
                end += 1
            if seen == blocks:
                return layers[:end], layers[end:]
        i += 1
    raise ValueError(f"no block {blocks}")


class Trunk:
    def __init__(self, layers, size, sample, path):
        self.layers, self.size = layers, size
        F.quantize(layers, size, sample, path)
        self.run = F.Runner(path)
        o = self.run.o[0]
        self.scale, self.zero = o["quantization"]
        self.shape = tuple(int(v) for v in o["shape"][1:])

    def __call__(self, pixels):
        out = np.empty((len(pixels), *self.shape), np.int8)
        for i, p in enumerate(pixels):
            out[i] = self.run.raw(self.run.tensor(p))[0][0]
        return out


def views(source, index, augment, trunk, batch=64, log="views", prepare=None):
    """Trunk outputs of one augmented view of each listed image (an image may be listed many times)."""
    out = np.empty((len(index), *trunk.shape), np.int8)
    for at in range(0, len(index), batch):
        pixels = np.asarray(source[np.asarray(index[at : at + batch])])
        if prepare:
            pixels = prepare(pixels, index[at : at + batch])
        x = augment(pixels).numpy()
        out[at : at + len(x)] = trunk(np.clip(np.floor((x + 1) * 128 + 0.5), 0, 255))
        if at // batch % 50 == 0:
            print(log, at, len(index), flush=True)
    return out


def upper_model(layers, shape, dropout):
    """The trainable upper part as a Keras model on real trunk outputs."""
    import tensorflow as tf

    K = tf.keras.layers
    inputs = tf.keras.Input(shape)
    values = {layers[0]["src"]: inputs}
    for i, l in enumerate(layers):
        x = values[l["src"]]
        if l["kind"] == "conv":
            op = K.Conv2D(l["w"].shape[3], l["w"].shape[0], l["stride"], "same", name=f"conv{i}")
        elif l["kind"] == "dw":
            op = K.DepthwiseConv2D(l["w"].shape[0], l["stride"], "same", name=f"dw{i}")
        elif l["kind"] == "fc":
            x = K.Dropout(dropout)(x)
            op = K.Dense(l["w"].shape[1], name=f"fc{i}")
        elif l["kind"] == "add":
            values[l["dst"]] = x + values[l["other"]]
            continue
        else:
            values[l["dst"]] = K.GlobalAveragePooling2D()(x)
            continue
        y = op(x)
        op.set_weights([l["w"].reshape(op.weights[0].shape), l["b"]])
        values[l["dst"]] = tf.keras.layers.ReLU(6.0)(y) if l.get("relu") else y
    return tf.keras.Model(inputs, values[layers[-1]["dst"]])


def finetune(layers, trunk, x, target, weight, dev, dev_truth, steps, rate, batch=64, dropout=0.2, mix=0.2, decay=1e-4, seed=0, log="", score=None):
    """Trains the upper layers: x int8 trunk outputs, target soft labels, weight the drawing weight of each view.

    Returns the layers with the moving average of the weights."""
    import tensorflow as tf

    model = upper_model(layers, trunk.shape, dropout)
    schedule = tf.keras.optimizers.schedules.CosineDecay(rate * 0.05, steps, warmup_target=rate, warmup_steps=max(20, steps // 15))
    opt = tf.keras.optimizers.AdamW(schedule, weight_decay=decay, clipnorm=1.0)
    variables = model.trainable_variables
    average = [tf.Variable(v, trainable=False) for v in variables]
    opt.build(variables)
    rng = np.random.RandomState(seed)
    p = weight / weight.sum()

    @tf.function(reduce_retracing=True)
    def step(q, t, lam, keep):
        a = (tf.cast(q, tf.float32) - trunk.zero) * trunk.scale
        a = lam[:, None, None, None] * a + (1 - lam)[:, None, None, None] * tf.reverse(a, [0])
        t = lam[:, None] * t + (1 - lam)[:, None] * tf.reverse(t, [0])
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(t, model(a, training=True)))
        opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
        for m, v in zip(average, variables):
            m.assign(keep * m + (1 - keep) * v)
        return loss

    total = 0.0
    for s in range(steps):
        i = rng.choice(len(x), batch, p=p)
        lam = rng.beta(mix, mix, batch).astype(np.float32) if mix else np.ones(batch, np.float32)
        lam = np.maximum(lam, 1 - lam)
        keep = min(0.99, s / (s + 10))
        total += float(step(x[i], target[i].astype(np.float32), lam, np.float32(keep)))
        if (s + 1) % max(1, steps // 8) == 0:
            live = [v.numpy() for v in variables]
            for v, m in zip(variables, average):
                v.assign(m)
            logits = predict(model, trunk, dev)
            text = score(logits) if score else round(F.macro_f1(dev_truth, logits.argmax(1)), 4)
            print(log, s + 1, "loss", round(total / max(1, steps // 8), 4), "dev", text, flush=True)
            total = 0.0
            if s + 1 < steps:
                for v, m in zip(variables, live):
                    v.assign(m)
    return F.take_weights(layers, model), model


def predict(model, trunk, q):
    import tensorflow as tf

    out = []
    for at in range(0, len(q), 128):
        a = (q[at : at + 128].astype(np.float32) - trunk.zero) * np.float32(trunk.scale)
        out.append(model(a, training=False).numpy())
    return np.concatenate(out)
