"""Shared parts of the image models' training: the agent's pre-processing, caches, splits, weights read back from
quantized TensorFlow Lite files, channel pruning, augmentation, quantization and metrics."""

import csv
import hashlib
import io
import json
import os
import pathlib
import random
import tarfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parents[2]
SHARED = pathlib.Path(os.environ.get("FIELDBEACON_SHARED", REPO.parent / "shared"))
CACHE = pathlib.Path(os.environ.get("FIELDBEACON_CACHE", REPO / ".cache" / "images"))


def seed_everything(seed):
    """Makes a run repeatable on one machine with one thread count."""
    import tensorflow as tf

    random.seed(seed)
    np.random.seed(seed)
    tf.keras.utils.set_random_seed(seed)
    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.threading.set_inter_op_parallelism_threads(1)


# ---- the agent's pre-processing -----------------------------------------------------------------------------------


def axis_weights(source, target):
    """The resize of the model card along one axis as a matrix [target, source]: box average with fractional weights
    where the axis shrinks, bilinear with half-pixel centres where it grows."""
    m = np.zeros((target, source), np.float64)
    ratio = source / target
    for i in range(target):
        if ratio >= 1:
            low, high = i * ratio, (i + 1) * ratio
            for j in range(int(low), min(source, int(np.ceil(high)))):
                m[i, j] = max(0.0, min(high, j + 1) - max(low, j))
            m[i] /= m[i].sum()
        else:
            x = min(max((i + 0.5) * ratio - 0.5, 0.0), source - 1.0)
            j = int(x)
            k = min(j + 1, source - 1)
            m[i, j] += 1 - (x - j)
            m[i, k] += x - j
    return m


_WEIGHTS = {}


def resize(pixels, width, height, fit="stretch"):
    """uint8 [h, w, 3] to uint8 [height, width, 3] as the card defines it; rounding half up, once, at the end."""
    h, w = pixels.shape[:2]
    if fit == "center-crop":
        if w * height > h * width:
            side = max(1, h * width // height)
            x = (w - side) // 2
            pixels = pixels[:, x : x + side]
        else:
            side = max(1, w * height // width)
            y = (h - side) // 2
            pixels = pixels[y : y + side]
        h, w = pixels.shape[:2]
    for key in ((h, height), (w, width)):
        if key not in _WEIGHTS:
            _WEIGHTS[key] = axis_weights(*key)
    out = _WEIGHTS[(h, height)] @ pixels.reshape(h, -1).astype(np.float64)
    out = out.reshape(height, w, 3).transpose(1, 0, 2).reshape(w, -1)
    out = (_WEIGHTS[(w, width)] @ out).reshape(width, height, 3).transpose(1, 0, 2)
    return np.clip(np.floor(out + 0.5), 0, 255).astype(np.uint8)


# ---- data ---------------------------------------------------------------------------------------------------------


def manifest(name):
    with open(SHARED / "data" / "images" / f"{name}.manifest.csv", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def images(name, size, fit="stretch"):
    """All images of a set in manifest order, resized; decoded once and kept in the cache."""
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"{name}-{size}-{fit}.npy"
    rows = manifest(name)
    if path.exists():
        return rows, np.load(path, mmap_mode="r")
    out = np.zeros((len(rows), size, size, 3), np.uint8)
    with tarfile.open(SHARED / "data" / "images" / f"{name}.tar") as tar:
        members = {m.name.removeprefix("./"): m for m in tar.getmembers() if m.isfile()}
        for i, row in enumerate(rows):
            data = tar.extractfile(members[row["file"]]).read()
            if hashlib.sha256(data).hexdigest() != row["sha256"]:
                raise ValueError(f"{name}: {row['file']} differs from its manifest")
            pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
            out[i] = resize(pixels, size, size, fit)
    temporary = path.with_suffix(f".{os.getpid()}.npy")
    np.save(temporary, out)
    temporary.rename(path)
    return rows, np.load(path, mmap_mode="r")


def write_split(path, rows, held_out_share, folds, seed):
    """Cuts by group: a fixed held-out part, and folds over the rest for choosing. Strata are class and source."""
    rng = random.Random(seed)
    groups = {}
    for row in rows:
        groups.setdefault(row["group_id"], []).append(row)
    strata = {}
    for group, members in groups.items():
        key = (members[0]["source_tag"], "+".join(sorted({m["class"] for m in members})))
        strata.setdefault(key, []).append(group)
    part = {}
    for key in sorted(strata):
        names = sorted(strata[key])
        rng.shuffle(names)
        count = int(len(names) * held_out_share + rng.random())
        held = rng.sample(range(len(names)), count)
        rest = 0
        for i, group in enumerate(names):
            if i in held:
                part[group] = "held-out"
            else:
                part[group] = f"fold-{rest % folds}"
                rest += 1
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["file", "group_id", "part"])
        for row in rows:
            out.writerow([row["file"], row["group_id"], part[row["group_id"]]])


def read_split(path, rows):
    with open(path, encoding="utf-8") as f:
        parts = {r["file"]: r["part"] for r in csv.DictReader(f)}
    return np.array([parts[r["file"]] for r in rows])


# ---- networks as plain lists of layers ----------------------------------------------------------------------------


def read_tflite(path):
    """The layers of a quantized MobileNet file with weights turned back into floats."""
    import tensorflow as tf

    it = tf.lite.Interpreter(
        str(path), experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    )
    it.allocate_tensors()
    tensors = {t["index"]: t for t in it.get_tensor_details()}

    def real(index):
        q = tensors[index]["quantization_parameters"]
        raw = it.get_tensor(index).astype(np.float32)
        if len(q["scales"]) == 1:
            return (raw - q["zero_points"][0]) * q["scales"][0]
        shape = [1] * raw.ndim
        shape[q["quantized_dimension"]] = -1
        return (raw - q["zero_points"].reshape(shape)) * q["scales"].reshape(shape)

    layers = []
    for op in it._get_ops_details():
        kind, ins, outs = op["op_name"], list(op["inputs"]), list(op["outputs"])
        if kind in ("CONV_2D", "DEPTHWISE_CONV_2D"):
            w, b = real(ins[1]), real(ins[2])
            out = tensors[outs[0]]
            stride = int(round(tensors[ins[0]]["shape"][1] / out["shape"][1]))
            relu = int(out["quantization_parameters"]["zero_points"][0]) == np.iinfo(out["dtype"]).min
            if kind == "CONV_2D" and out["shape"][1] == 1 and relu is False and w.shape[1] == 1 and w.shape[0] > 1000:
                layers.append(dict(kind="fc", w=w.reshape(w.shape[0], -1).T, b=b, src=ins[0], dst=outs[0]))
                continue
            w = w.transpose(1, 2, 3, 0) if kind == "CONV_2D" else w.transpose(1, 2, 3, 0)
            layers.append(
                dict(kind="conv" if kind == "CONV_2D" else "dw", w=w, b=b, stride=stride, relu=relu, src=ins[0], dst=outs[0])
            )
        elif kind == "ADD":
            layers.append(dict(kind="add", src=ins[0], other=ins[1], dst=outs[0]))
        elif kind in ("AVERAGE_POOL_2D", "MEAN"):
            layers.append(dict(kind="pool", src=ins[0], dst=outs[0]))
        elif kind == "FULLY_CONNECTED":
            layers.append(dict(kind="fc", w=real(ins[1]).T, b=real(ins[2]), src=ins[0], dst=outs[0]))
    return layers


def keras_model(layers, size, trainable_from=0, taps=(), dropout=0.0):
    """A Keras model of the layers; the input is real = pixel/128 - 1. Layers before trainable_from are frozen."""
    import tensorflow as tf

    K = tf.keras.layers
    x = inputs = tf.keras.Input((size, size, 3))
    values = {layers[0]["src"]: x}
    tapped = []
    for i, layer in enumerate(layers):
        x = values[layer["src"]]
        kind = layer["kind"]
        if kind == "conv":
            k = layer["w"].shape[0]
            op = K.Conv2D(layer["w"].shape[3], k, layer["stride"], "same", name=f"conv{i}")
        elif kind == "dw":
            op = K.DepthwiseConv2D(layer["w"].shape[0], layer["stride"], "same", name=f"dw{i}")
        elif kind == "fc":
            if dropout:
                x = K.Dropout(dropout)(x)
            op = K.Dense(layer["w"].shape[1], name=f"fc{i}")
        elif kind == "add":
            values[layer["dst"]] = K.Add(name=f"add{i}")([x, values[layer["other"]]])
            continue
        elif kind == "pool":
            values[layer["dst"]] = K.GlobalAveragePooling2D(name=f"pool{i}")(x)
            continue
        y = op(x)
        op.set_weights([layer["w"].reshape(op.weights[0].shape), layer["b"]])
        op.trainable = i >= trainable_from
        if layer.get("relu"):
            y = K.ReLU(6.0, name=f"relu{i}")(y)
        values[layer["dst"]] = y
        if i in taps:
            tapped.append(y)
    return tf.keras.Model(inputs, [values[layers[-1]["dst"]], *tapped] if tapped else values[layers[-1]["dst"]])


def take_weights(layers, model):
    """The layers with the trained weights of the model."""
    out = []
    for i, layer in enumerate(layers):
        layer = dict(layer)
        name = {"conv": "conv", "dw": "dw", "fc": "fc"}.get(layer["kind"])
        if name:
            w, b = model.get_layer(f"{name}{i}").get_weights()
            layer["w"], layer["b"] = w.reshape(layer["w"].shape), b
        out.append(layer)
    return out


def save_layers(path, layers):
    arrays = {"spec": np.frombuffer(json.dumps([{k: v for k, v in l.items() if k not in "wb"} for l in layers], default=int).encode(), np.uint8)}
    for i, l in enumerate(layers):
        if "w" in l:
            arrays[f"w{i}"], arrays[f"b{i}"] = l["w"], l["b"]
    np.savez(path, **arrays)


def load_layers(path):
    data = np.load(path)
    layers = json.loads(data["spec"].tobytes())
    for i, l in enumerate(layers):
        if f"w{i}" in data:
            l["w"], l["b"] = data[f"w{i}"], data[f"b{i}"]
    return layers


def new_head(layers, classes, seed=0):
    """Replaces the final layer by a fresh one of the given number of outputs."""
    rng = np.random.RandomState(seed)
    layers = [dict(l) for l in layers]
    width = layers[-1]["w"].shape[0]
    layers[-1]["w"] = rng.normal(0, 0.01, (width, classes)).astype(np.float32)
    layers[-1]["b"] = np.zeros(classes, np.float32)
    return layers


def parameters(layers):
    return sum(l["w"].size + l["b"].size for l in layers if "w" in l)


def file_size(layers):
    """An estimate of the quantized file: a byte a weight, 28 bytes a channel (its bias, two scales, two zero points), some hundred bytes a layer."""
    total = 10_000
    for l in layers:
        total += 500
        if "w" in l:
            total += l["w"].size + 28 * l["b"].size + 300
    return total


def prune(layers, sample, size, budget, keep_least=0.12, align=8, first=0):
    """Removes the least useful expansion channels (and last features) until the file should fit the budget.

    Layers before `first` stay as they are. Usefulness of a channel: its share of the energy that it adds to what its block puts out, per byte it costs."""
    import tensorflow as tf

    groups = []
    by_src = {}
    for i, l in enumerate(layers):
        by_src.setdefault(l["src"], []).append(i)
    for i, l in enumerate(layers):
        if i >= first and l["kind"] == "conv" and l.get("relu") and l["w"].shape[0] == 1:
            nxt = by_src[l["dst"]][0]
            if layers[nxt]["kind"] == "dw":
                groups.append((i, nxt, by_src[layers[nxt]["dst"]][0]))
            elif layers[nxt]["kind"] == "pool":
                groups.append((i, None, by_src[layers[nxt]["dst"]][0]))
    taps = [g[1] if g[1] is not None else g[0] for g in groups]
    model = keras_model(layers, size, taps=taps)
    energy = [0.0] * len(groups)
    for at in range(0, len(sample), 64):
        outs = model(real_input(sample[at : at + 64]), training=False)[1:]
        for g, y in enumerate(outs):
            y = y.numpy()
            if groups[g][1] is None:
                y = y.mean((1, 2), keepdims=True)
            energy[g] = energy[g] + (y.astype(np.float64) ** 2).mean((1, 2)).sum(0)
    candidates = []
    for g, (a, b, c) in enumerate(groups):
        w = layers[c]["w"]
        w = w.reshape(-1, w.shape[-1])
        use = energy[g] * (w**2).sum(1)
        use = use / use.sum()
        cost = layers[a]["w"].shape[2] + (layers[b]["w"].shape[0] ** 2 + 28 if b is not None else 0) + 28 + w.shape[1]
        order = np.argsort(-use)
        floor = max(align, int(len(use) * keep_least))
        for rank, ch in enumerate(order):
            candidates.append((np.inf if rank < floor else use[ch] / cost, g, int(ch), cost))
    candidates.sort(key=lambda t: t[0])
    excess = file_size(layers) - budget
    gone = [set() for _ in groups]
    for value, g, ch, cost in candidates:
        if excess <= 0 or value == np.inf:
            break
        gone[g].add(ch)
        excess -= cost
    out = [dict(l) for l in layers]
    for g, (a, b, c) in enumerate(groups):
        n = layers[a]["w"].shape[3]
        surplus = (n - len(gone[g])) % align
        keep = [ch for ch in range(n) if ch not in gone[g]]
        if surplus and len(keep) > align:
            w = layers[c]["w"].reshape(n, -1)
            use = energy[g] * (w**2).sum(1)
            drop = set(sorted(keep, key=lambda ch: use[ch])[:surplus])
            keep = [ch for ch in keep if ch not in drop]
        out[a]["w"], out[a]["b"] = layers[a]["w"][..., keep], layers[a]["b"][keep]
        if b is not None:
            w = layers[b]["w"]
            out[b]["w"] = w[:, :, keep, :] if w.shape[2] == n else w[..., keep]
            out[b]["b"] = layers[b]["b"][keep]
        w = layers[c]["w"]
        out[c]["w"] = w[:, :, keep, :] if w.ndim == 4 else w[keep]
    return out


# ---- training -----------------------------------------------------------------------------------------------------


def real_input(pixels):
    return np.asarray(pixels, np.float32) / np.float32(128) - np.float32(1)


def augment(size, scale=(0.6, 1.05), aspect=1.25, rotate=0.3, flip_vertical=False, colour=0.3, hue=0.05, grey=0.05, erase=0.0):
    """A function on uint8 batches [n, s, s, 3] that gives real inputs [n, size, size, 3]."""
    import tensorflow as tf

    def apply(pixels):
        n = tf.shape(pixels)[0]
        s = tf.cast(tf.shape(pixels)[1], tf.float32)
        u = lambda a, b: tf.random.uniform((n,), a, b)
        zoom = u(scale[0], scale[1])
        ratio = tf.exp(u(-np.log(aspect), np.log(aspect)) / 2)
        zx, zy = zoom * ratio * s / size, zoom / ratio * s / size
        angle = u(-rotate, rotate)
        fx = tf.where(u(0, 1) < 0.5, -1.0, 1.0)
        fy = tf.where(u(0, 1) < 0.5, -1.0, 1.0) if flip_vertical else tf.ones((n,))
        c, d = tf.cos(angle), tf.sin(angle)
        a0, a1 = c * zx * fx, -d * zy
        b0, b1 = d * zx * fx, c * zy * fy
        slack = tf.maximum(0.0, s - zoom * s) / 2
        cx = s / 2 + slack * u(-1, 1)
        cy = s / 2 + slack * u(-1, 1)
        h = size / 2
        a2, b2 = cx - a0 * h - a1 * h, cy - b0 * h - b1 * h
        z = tf.zeros((n,))
        x = tf.raw_ops.ImageProjectiveTransformV3(
            images=tf.cast(pixels, tf.float32),
            transforms=tf.stack([a0, a1, a2, b0, b1, b2, z, z], 1),
            output_shape=[size, size],
            interpolation="BILINEAR",
            fill_mode="REFLECT",
            fill_value=0.0,
        )
        x = x / 128.0 - 1.0
        # one colour matrix per image: saturation, channel gains (light colour), brightness and contrast
        luma = tf.constant([0.299, 0.587, 0.114])
        sat = tf.where(u(0, 1) < grey, 0.0, u(1 - colour, 1 + colour))[:, None, None]
        m = sat * tf.eye(3)[None] + (1 - sat) * tf.ones((3, 1)) * luma[None, None, :]
        gain = u(1 - colour, 1 + colour)[:, None, None] * (1 + tf.random.uniform((n, 3, 1), -hue * 2, hue * 2))
        m = m * gain
        x = tf.einsum("nyxc,ndc->nyxd", x + 1.0, m)
        mean = tf.reduce_mean(x, (1, 2, 3), keepdims=True)
        x = (x - mean) * u(1 - colour, 1 + colour)[:, None, None, None] + mean - 1.0
        if erase:
            w = tf.range(size, dtype=tf.float32)[None]
            e = tf.where(u(0, 1) < erase, u(0.1, 0.35), 0.0) * size
            px, py = u(0, size), u(0, size)
            inx = tf.abs(w - px[:, None]) < e[:, None] / 2
            iny = tf.abs(w - py[:, None]) < e[:, None] / 2
            hole = tf.logical_and(iny[:, :, None], inx[:, None, :])[..., None]
            x = tf.where(hole, tf.random.uniform((n, 1, 1, 3), -1, 1), x)
        return tf.clip_by_value(x, -1.0, 1.0)

    return apply


def forward(layers, x, outputs=None):
    """The layers as plain TensorFlow operators with constant weights; the last one's output, or those named."""
    import tensorflow as tf

    values = {layers[0]["src"]: x}
    for l in layers:
        x = values[l["src"]]
        s = l.get("stride", 1)
        if l["kind"] == "conv":
            x = tf.nn.conv2d(x, tf.constant(l["w"], tf.float32), s, "SAME") + tf.constant(l["b"], tf.float32)
        elif l["kind"] == "dw":
            k = l["w"].shape[0]
            x = tf.nn.depthwise_conv2d(x, tf.constant(l["w"].reshape(k, k, -1, 1), tf.float32), [1, s, s, 1], "SAME")
            x = x + tf.constant(l["b"], tf.float32)
        elif l["kind"] == "fc":
            x = tf.matmul(x, tf.constant(l["w"], tf.float32)) + tf.constant(l["b"], tf.float32)
        elif l["kind"] == "add":
            x = x + values[l["other"]]
        elif l["kind"] == "pool":
            x = tf.reduce_mean(x, (1, 2))
        if l.get("relu"):
            x = tf.nn.relu6(x)
        values[l["dst"]] = x
    return [values[o] for o in outputs] if outputs else x


def quantize(layers, size, sample, path, outputs=None):
    """Integer-only file with int8 in and out; the sample is uint8 images. Outputs are in the order of those named."""
    import tensorflow as tf

    sample = np.array(sample)
    sample[0, 0, 0], sample[0, 0, 1] = 0, 255  # the input range is the whole pixel range
    func = tf.function(
        lambda image: forward(layers, image, outputs), input_signature=[tf.TensorSpec((1, size, size, 3), tf.float32, name="image")]
    )
    converter = tf.lite.TFLiteConverter.from_concrete_functions([func.get_concrete_function()])
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([real_input(s)[None]] for s in sample)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    data = converter.convert()
    pathlib.Path(path).write_bytes(data)
    return len(data)


class Runner:
    """Runs a quantized file as the agent does: XNNPACK, one thread, the card's input rule."""

    def __init__(self, path):
        import tensorflow as tf

        self.it = tf.lite.Interpreter(str(path), num_threads=1)
        self.it.allocate_tensors()
        self.i, self.o = self.it.get_input_details()[0], self.it.get_output_details()

    def tensor(self, pixels):
        scale, zero = self.i["quantization"]
        q = np.floor((pixels.astype(np.float64) / 128 - 1) / scale + zero + 0.5)
        info = np.iinfo(self.i["dtype"])
        return np.clip(q, info.min, info.max).astype(self.i["dtype"])[None]

    def raw(self, tensor):
        self.it.set_tensor(self.i["index"], tensor)
        self.it.invoke()
        return [self.it.get_tensor(o["index"]) for o in self.o]

    def logits(self, batch):
        out = []
        for pixels in batch:
            y = self.raw(self.tensor(pixels))[0][0].astype(np.float32)
            scale, zero = self.o[0]["quantization"]
            out.append((y - zero) * scale)
        return np.array(out)


# ---- figures ------------------------------------------------------------------------------------------------------


def softmax(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def macro_f1(truth, guess, classes=None):
    """Mean F1 over the classes that occur in the truth (or those named)."""
    scores = []
    for c in classes if classes is not None else sorted(set(truth.tolist())):
        tp = int(((guess == c) & (truth == c)).sum())
        wrong = int(((guess == c) != (truth == c)).sum())
        scores.append(2 * tp / (2 * tp + wrong) if tp or wrong else 0.0)
    return float(np.mean(scores))


def confusion(truth, guess, classes):
    m = np.zeros((classes, classes), int)
    np.add.at(m, (truth, guess), 1)
    return m


def temperature(logits, truth):
    """The temperature with the least negative log-likelihood."""
    grid = np.exp(np.linspace(np.log(0.3), np.log(5), 200))
    rows = np.arange(len(truth))
    return float(min(grid, key=lambda t: -np.log(softmax(logits / t)[rows, truth] + 1e-12).mean()))


def calibration_error(probabilities, truth, bins=10):
    best, right = probabilities.max(1), probabilities.argmax(1) == truth
    total = 0.0
    for b in range(bins):
        inside = (best > b / bins) & (best <= (b + 1) / bins)
        if inside.any():
            total += inside.mean() * abs(best[inside].mean() - right[inside].mean())
    return float(total)
