"""Trains the crop-pest model. See README.md beside this file."""

import argparse
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "image-training"))

import fbimage as F
import fbtrain as T

SET, SIZE, SEED = "pest12", 160, 20


def data():
    rows, x = F.images(SET, SIZE)
    _, source = F.images(SET, 192)
    classes = sorted({r["class"] for r in rows})
    truth = np.array([classes.index(r["class"]) for r in rows])
    if not (HERE / "split.csv").exists():
        F.write_split(HERE / "split.csv", rows, 0.15, 7, SEED)
    return rows, x, source, classes, truth, F.read_split(HERE / "split.csv", rows)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--views", type=int, default=6)
    args.add_argument("--steps", type=int, default=900)
    args.add_argument("--rate", type=float, default=4e-4)
    args.add_argument("--budget", type=int, default=960_000)
    args.add_argument("--name", default="model")
    args = args.parse_args()
    F.seed_everything(SEED)
    rows, x, source, classes, truth, part = data()
    train, dev = np.where((part != "held-out") & (part != "fold-0"))[0], np.where(part == "fold-0")[0]
    layers = F.read_tflite(F.SHARED / "models" / "mobilenet_v2_1.0_224_inat_insect_quant.tflite")
    layers = F.new_head(layers, len(classes), SEED)
    lower, upper = T.cut(layers, 6)
    sample = np.asarray(x[train[:: len(train) // 120]])
    trunk = T.Trunk(lower, SIZE, sample, F.CACHE / "pest-trunk.tflite")
    cached = F.CACHE / f"pest-views-{args.views}.npy"
    index = np.tile(train, args.views)
    if not cached.exists():
        np.save(cached, T.views(source, index, F.augment(SIZE, (0.5, 1.0), 1.3, 0.4, colour=0.3, hue=0.06), trunk))
    q = np.load(cached)
    qdev = trunk(x[dev])
    kept = F.prune(layers, sample, SIZE, args.budget, first=len(lower))
    lower, upper = kept[: len(lower)], kept[len(lower) :]
    print("file estimate", F.file_size(kept), "parameters", F.parameters(kept), flush=True)
    target = np.eye(len(classes))[truth[index]] * 0.92 + 0.08 / len(classes)
    count = np.bincount(truth[train], minlength=len(classes))
    weight = 1 / np.sqrt(count[truth[index]])
    upper, model = T.finetune(upper, trunk, q, target, weight, qdev, truth[dev], args.steps, args.rate, seed=SEED, log="pest")
    F.save_layers(F.CACHE / f"pest-{args.name}.npz", lower + upper)
    size = F.quantize(lower + upper, SIZE, np.asarray(x[train[:: len(train) // 200]]), F.CACHE / f"pest-{args.name}.tflite")
    run = F.Runner(F.CACHE / f"pest-{args.name}.tflite")
    logits = run.logits(x[dev])
    print("bytes", size, "int8 dev", F.macro_f1(truth[dev], logits.argmax(1)), flush=True)


if __name__ == "__main__":
    main()
