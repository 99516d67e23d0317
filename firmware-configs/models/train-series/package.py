"""From a Keras model to a package folder: conversion, interpreter, self-test vectors, card."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import numpy as np
import tensorflow as tf
import yaml
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2


def convert(model, shape: tuple, samples: np.ndarray | None) -> bytes:
    """An integer-only model when there are samples to take ranges from, a float one otherwise."""
    call = tf.function(lambda x: model(x, training=False)).get_concrete_function(
        tf.TensorSpec((1, *shape), tf.float32, name="window")
    )
    converter = tf.lite.TFLiteConverter.from_concrete_functions([convert_variables_to_constants_v2(call)])
    if samples is not None:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([sample[None]] for sample in samples)
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


class Interpreter:
    """One thread, XNNPACK; real numbers in and out."""

    def __init__(self, content: bytes):
        self.interpreter = tf.lite.Interpreter(model_content=content, num_threads=1)
        self.interpreter.allocate_tensors()
        self.input = self.interpreter.get_input_details()[0]
        self.output = self.interpreter.get_output_details()[0]

    def bytes_in(self, window: np.ndarray) -> np.ndarray:
        if self.input["dtype"] != np.int8:
            return window.astype(np.float32)[None]
        scale, zero = self.input["quantization"]
        return np.clip(np.floor(window.astype(np.float64) / scale + zero + 0.5), -128, 127).astype(np.int8)[None]

    def raw(self, tensor: np.ndarray) -> np.ndarray:
        self.interpreter.set_tensor(self.input["index"], tensor)
        self.interpreter.invoke()
        return self.interpreter.get_tensor(self.output["index"])

    def real(self, window: np.ndarray) -> np.ndarray:
        out = self.raw(self.bytes_in(window))[0]
        if self.output["dtype"] == np.int8:
            scale, zero = self.output["quantization"]
            return (out.astype(np.float32) - zero) * scale
        return out

    def p50_ms(self, window: np.ndarray, rounds=2000) -> float:
        self.interpreter.set_tensor(self.input["index"], self.bytes_in(window))
        spent = []
        for _ in range(rounds):
            began = time.perf_counter()
            self.interpreter.invoke()
            spent.append(time.perf_counter() - began)
        return float(np.median(spent) * 1000)


def write(folder: Path, content: bytes, card: dict, cases: list[np.ndarray]):
    """Model, card and self-test vectors; hashes and signature are the agent's `model sign`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.tflite").write_bytes(content)
    card["model"] = {"file": "model.tflite", "bytes": len(content)}
    (folder / "self-test").mkdir(exist_ok=True)
    interpreter = Interpreter(content)
    for n, window in enumerate(cases):
        tensor = interpreter.bytes_in(window)
        (folder / "self-test" / f"{n:02}.in").write_bytes(tensor.tobytes())
        (folder / "self-test" / f"{n:02}.out").write_bytes(interpreter.raw(tensor).tobytes())
    text = yaml.dump(card, allow_unicode=True, sort_keys=False, width=150)
    (folder / "card.yaml").write_text(text, encoding="utf-8")
    print(folder.name, len(content), "octets, sha256", hashlib.sha256(content).hexdigest())
