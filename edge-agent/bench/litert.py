"""The models beside each other: this house's engine, Python's TensorFlow Lite, and with --onnx DJL's ONNX Runtime engine; one thread each, in
one run.

    python edge-agent/bench/litert.py [--onnx] [--runs N] firmware-configs/models/NAME ...

Needs `ai-edge-litert` or `tensorflow` from PyPI, and the launcher built; --onnx also `tf2onnx`, which converts the file, Maven, which fetches
DJL's engine (onnx/pom.xml), and a JDK 25 in JAVA_HOME or on the path. Microseconds, smallest and median, of the model alone on octets; of a
conversion also how far its answers to the package's self-test are from the model's, in steps of the output's quantization."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent


def interpreter(path):
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        from tensorflow.lite.python.interpreter import Interpreter
    it = Interpreter(str(path), num_threads=1)
    it.allocate_tensors()
    return it


def python(folder, runs):
    it = interpreter(folder / "model.tflite")
    detail = it.get_input_details()[0]
    octets = sorted((folder / "self-test").glob("*.in"))[0].read_bytes()
    it.set_tensor(detail["index"], np.frombuffer(octets, detail["dtype"]).reshape(detail["shape"]))
    times = []
    for i in range(runs + 20):
        began = time.perf_counter_ns()
        it.invoke()
        times.append(time.perf_counter_ns() - began)
    times = sorted(times[20:])
    return times[0] / 1e3, times[len(times) // 2] / 1e3


class Onnx:
    """DJL's ONNX Runtime engine on what tf2onnx makes of the file."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.jars = self.folder / "jars"
        subprocess.run(
            ["mvn", "-q", "-B", "-f", str(HERE / "onnx" / "pom.xml"), "dependency:copy-dependencies", f"-DoutputDirectory={self.jars}"],
            check=True,
        )
        self.java = str(pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java") if "JAVA_HOME" in os.environ else "java"

    def bench(self, folder, runs):
        made = self.folder / f"{folder.name}.onnx"
        subprocess.run(
            [sys.executable, "-m", "tf2onnx.convert", "--opset", "17", "--tflite", str(folder / "model.tflite"), "--output", str(made)],
            check=True, capture_output=True,
        )
        it = interpreter(folder / "model.tflite")
        detail, answer = it.get_input_details()[0], it.get_output_details()[0]
        shape = ",".join(map(str, detail["shape"]))
        dtype = np.dtype(detail["dtype"]).name
        worst, times = 0.0, None
        for case in sorted((folder / "self-test").glob("*.in")):
            told = subprocess.run(
                [self.java, "--enable-native-access=ALL-UNNAMED", "-cp", f"{self.jars}/*", str(HERE / "onnx" / "OnnxBench.java"),
                 str(runs if times is None else 1), str(made), dtype, shape, str(case)],
                check=True, capture_output=True, text=True,
            ).stdout.split()
            times = times or (float(told[0]), float(told[1]))
            said = np.frombuffer(bytes.fromhex(told[2]), answer["dtype"]).astype(float)
            wanted = np.frombuffer(case.with_suffix(".out").read_bytes(), answer["dtype"]).astype(float)
            worst = max(worst, float(np.abs(said - wanted).max()))
        return times[0], times[1], worst


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--onnx", action="store_true")
    args.add_argument("--runs", type=int, default=500)
    args.add_argument("--fieldbeacon", default=str(HERE.parents[1] / "fieldbeacon"))
    args.add_argument("packages", nargs="+")
    args = args.parse_args()
    told = subprocess.run(
        [args.fieldbeacon, "model", "bench", "--json", "--runs", str(args.runs), *args.packages],
        check=True, capture_output=True, text=True,
    ).stdout.splitlines()
    ours = {line["model"]: line for line in map(json.loads, told) if "model" in line}
    with tempfile.TemporaryDirectory() as scratch:
        onnx = Onnx(scratch) if args.onnx else None
        print("| model | here, min / p50 µs | Python LiteRT, min / p50 µs |" + (" DJL's ONNX Runtime, min / p50 µs | answers differ by |" if onnx else ""))
        print("|---|---|---|" + ("---|---|" if onnx else ""))
        for package in args.packages:
            folder = pathlib.Path(package)
            alone = ours[folder.name]["alone-ms"]
            low, middle = python(folder, args.runs)
            line = f"| {folder.name} | {alone['min'] * 1000:.0f} / {alone['p50'] * 1000:.0f} | {low:.0f} / {middle:.0f} |"
            if onnx:
                least, half, worst = onnx.bench(folder, args.runs)
                line += f" {least:.0f} / {half:.0f} | {worst:.2g} |"
            print(line, flush=True)
    print(told[-1])


if __name__ == "__main__":
    main()
