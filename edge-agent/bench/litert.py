"""The models beside each other: this house's engine and Python's TensorFlow Lite, the same files, one thread each, in one run.

    python edge-agent/bench/litert.py [--runs N] firmware-configs/models/NAME ...

Needs `ai-edge-litert` or `tensorflow` from PyPI, and the launcher built. Microseconds, smallest and median, of the model alone on octets."""

import argparse
import json
import pathlib
import subprocess
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


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--runs", type=int, default=500)
    args.add_argument("--fieldbeacon", default=str(HERE.parents[1] / "fieldbeacon"))
    args.add_argument("packages", nargs="+")
    args = args.parse_args()
    told = subprocess.run(
        [args.fieldbeacon, "model", "bench", "--json", "--runs", str(args.runs), *args.packages],
        check=True, capture_output=True, text=True,
    ).stdout.splitlines()
    ours = {line["model"]: line for line in map(json.loads, told) if "model" in line}
    print("| model | here, min / p50 µs | Python LiteRT, min / p50 µs |\n|---|---|---|")
    for package in args.packages:
        folder = pathlib.Path(package)
        alone = ours[folder.name]["alone-ms"]
        low, middle = python(folder, args.runs)
        print(f"| {folder.name} | {alone['min'] * 1000:.0f} / {alone['p50'] * 1000:.0f} | {low:.0f} / {middle:.0f} |")
    print(told[-1])


if __name__ == "__main__":
    main()
